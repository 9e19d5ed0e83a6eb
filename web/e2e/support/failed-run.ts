import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./api.ts";
import { fromSetup } from "./journey.ts";

/** What the mail server of these journeys does not know: a typo of `example.test`. */
export const typo = "grace@exmple.test";

const runList = z.object({ items: z.array(z.object({ id: z.string(), status: z.string() })) });

export interface FailedRun {
  readonly formId: string;
  readonly pipelineId: string;
  readonly connectionId: string;
  readonly runId: string;
}

const edge = (source: string, target: string) => ({
  id: `${source}-${target}`,
  source,
  sourcePort: "out",
  target,
  targetPort: "in",
});

/** A run that told a service, and then failed at a mail to a mistyped address; more would have followed. */
export async function makeFailedRun(
  api: APIRequestContext,
  hookUrl: string,
  wish: { readonly name: string; readonly last?: unknown },
): Promise<FailedRun> {
  const fields = [
    { id: "name", kind: "text", label: "Your name", required: true },
    { id: "email", kind: "email", label: "Your e-mail", required: true },
  ];
  const form = await makeForm(api, { name: wish.name, fields });
  const config = {
    host: "127.0.0.1",
    port: Number(fromSetup("E2E_MAIL_PORT")),
    security: "none",
    from: "Forms <forms@example.test>",
  };
  const connection = await callApi(
    api,
    {
      method: "POST",
      path: "/api/connections",
      body: { kind: "smtp", name: `Mail of ${wish.name}`, config },
    },
    z.object({ id: z.string() }),
  );
  const hook = { method: "POST", headers: {}, body: { mode: "event" } };
  const graph = {
    nodes: [
      { id: "t", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      {
        id: "first",
        type: "webhook",
        name: "Tell the CRM",
        config: { ...hook, url: `${hookUrl}/crm` },
      },
      {
        id: "mail",
        type: "email",
        name: "Thank you",
        connectionId: connection.id,
        config: {
          to: ["{{ answers.email }}"],
          cc: [],
          bcc: [],
          replyTo: null,
          subject: "Thank you, {{ answers.name }}",
          body: { format: "text", content: "We have got your message, {{ answers.name }}." },
        },
      },
      wish.last ?? {
        id: "last",
        type: "webhook",
        name: "Note it",
        config: { ...hook, url: `${hookUrl}/note` },
      },
    ],
    edges: [edge("t", "first"), edge("first", "mail"), edge("mail", "last")],
  };
  const pipelineId = await makePipeline(api, { formId: form.id, name: "Thank people", graph });
  await submit(api, form.id, { name: "Grace", email: typo });
  const runId = await restedRun(api, form.id, "failed");
  return { formId: form.id, pipelineId, connectionId: connection.id, runId };
}

/** Waits until the newest run of a form is in this state. */
export async function restedRun(
  api: APIRequestContext,
  formId: string,
  status: string,
): Promise<string> {
  const newest = async () =>
    (await callApi(api, { method: "GET", path: `/api/runs?formId=${formId}` }, runList)).items[0];
  await expect.poll(async () => (await newest())?.status, { timeout: 40_000 }).toBe(status);
  return (await newest())?.id ?? "";
}
