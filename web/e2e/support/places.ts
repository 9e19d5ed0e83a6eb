import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { callApi, finishedRun, submit } from "./api.ts";

/** Where the demo and one finished run of it can be looked at. */
export interface Places {
  readonly formId: string;
  readonly pipelineId: string;
  readonly publicUrl: string;
  readonly runId: string;
}

/** A person who has nothing yet. */
export const newPerson = {
  name: "Nora New",
  email: "nora@example.test",
  password: "another good password",
  role: "owner",
} as const;

const answers = {
  name: "Grace Hopper",
  email: "grace@example.test",
  topic: "website",
  budget: 5_000,
  message: "We need a compiler, and a page about it.",
};
const connection = {
  kind: "smtp",
  name: "A mail server",
  config: { host: "mail.example.test", port: 587, security: "starttls" },
};
const demoView = z.object({ formId: z.string(), pipelineId: z.string(), publicUrl: z.string() });

/** Fills a fresh server with what makes its pages worth looking at. */
export async function makePlaces(api: APIRequestContext): Promise<Places> {
  const demo = await callApi(api, { method: "POST", path: "/api/demo" }, demoView);
  await submit(api, demo.formId, answers);
  const runId = await finishedRun(api, demo.formId);
  await callApi(api, { method: "POST", path: "/api/connections", body: connection }, z.unknown());
  await callApi(api, { method: "POST", path: "/api/users", body: newPerson }, z.unknown());
  return { ...demo, runId };
}
