import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";

/** Calls the API as the signed-in person and parses what comes back. */
export async function callApi<T>(
  api: APIRequestContext,
  call: {
    readonly method: "GET" | "POST" | "PATCH";
    readonly path: string;
    readonly body?: unknown;
  },
  schema: z.ZodType<T>,
): Promise<T> {
  const answer = await api.fetch(call.path, {
    method: call.method,
    ...(call.body === undefined ? {} : { data: call.body }),
  });
  expect(answer.ok(), `${call.method} ${call.path}: ${answer.status()}`).toBe(true);
  return schema.parse(await answer.json());
}

const withId = z.object({ id: z.string() });
const formView = z.object({ id: z.string(), publicUrl: z.string() });
const runList = z.object({ items: z.array(z.object({ id: z.string(), status: z.string() })) });
const runView = z.object({
  status: z.string(),
  steps: z.array(
    z.object({
      nodeType: z.string(),
      status: z.string(),
      effects: z.array(z.object({ key: z.string(), state: z.string() })),
    }),
  ),
});

/** Makes a form; the way there by mouse is another journey's. */
export async function makeForm(
  api: APIRequestContext,
  form: { readonly name: string; readonly fields: readonly Readonly<Record<string, unknown>>[] },
) {
  return callApi(api, { method: "POST", path: "/api/forms", body: form }, formView);
}

interface PipelineWish {
  readonly formId: string;
  readonly name: string;
  readonly graph?: unknown;
  /** Leave the graph unpublished. */
  readonly draft?: boolean;
}

/** Makes an automation; with a graph that is no draft, it is published and switched on. */
export async function makePipeline(
  api: APIRequestContext,
  { formId, draft = false, ...body }: PipelineWish,
): Promise<string> {
  const path = `/api/forms/${formId}/pipelines`;
  const enabled = body.graph !== undefined && !draft;
  const { id } = await callApi(api, { method: "POST", path, body: { ...body, enabled } }, withId);
  const publish = { method: "POST", path: `/api/pipelines/${id}/publish`, body: {} } as const;
  if (enabled) await callApi(api, publish, z.unknown());
  return id;
}

export async function submit(
  api: APIRequestContext,
  formId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<string> {
  const path = `/api/forms/${formId}/responses`;
  return (await callApi(api, { method: "POST", path, body: { data } }, withId)).id;
}

export async function readRun(api: APIRequestContext, runId: string) {
  return callApi(api, { method: "GET", path: `/api/runs/${runId}` }, runView);
}

/** The newest run of a form, once it is over. */
export async function finishedRun(api: APIRequestContext, formId: string): Promise<string> {
  const newest = async () => {
    const path = `/api/runs?formId=${formId}`;
    return (await callApi(api, { method: "GET", path }, runList)).items[0];
  };
  await expect.poll(async () => (await newest())?.status, { timeout: 20_000 }).toBe("completed");
  return (await newest())?.id ?? "";
}
