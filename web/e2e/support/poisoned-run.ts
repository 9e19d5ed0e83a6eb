import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./api.ts";
import { restedRun } from "./failed-run.ts";
import { fromSetup } from "./journey.ts";
import { poison, poisonedName } from "./poison.ts";

const withId = z.object({ id: z.string() });

/** What the service is let in with; it sends it back with all else. */
export const hookSecret = "canary-of-the-hook-0000";
/** As their owner called them: no wiser than their respondents. */
const words = `<b>Pass</b> {{ it }} on ${"on".repeat(40)}`;
export const names = {
  form: `Poisoned ${words}`,
  automation: `Auto ${words}`,
  step: "Thank <i>them</i>",
};

export interface PoisonedRun {
  readonly formId: string;
  readonly pipelineId: string;
  readonly runId: string;
}

/** A response of poison, whose run told a service that echoes it, and then failed at a mail. */
export async function makePoisonedRun(
  api: APIRequestContext,
  hookUrl: string,
): Promise<PoisonedRun> {
  const form = await makeForm(api, { name: names.form, fields });
  const mail = await makeConnection(api, "smtp", {
    host: "127.0.0.1",
    port: Number(fromSetup("E2E_MAIL_PORT")),
    security: "none",
    from: "Forms <forms@example.test>",
  });
  const hook = await makeConnection(api, "http-auth", {
    url: hookUrl,
    type: "bearer",
    secret: hookSecret,
  });
  const pipelineId = await makePipeline(api, {
    formId: form.id,
    name: names.automation,
    graph: graphOf({ mail, hook, hookUrl }),
  });
  await submit(api, form.id, { name: poisonedName, email: "p@exmple.test", ...poison });
  const runId = await restedRun(api, form.id, "failed");
  return { formId: form.id, pipelineId, runId };
}

/** Waits for the alert of an automation that fails. */
export async function raisedAlert(api: APIRequestContext, pipelineId: string): Promise<void> {
  const path = `/api/alerts?pipelineId=${pipelineId}`;
  const list = z.object({ items: z.array(withId) });
  const read = async () => (await callApi(api, { method: "GET", path }, list)).items.length;
  await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(0);
}

/** Runs the automation over its past response, and hands over the task's id once it is over. */
export async function finishedTask(api: APIRequestContext, pipelineId: string): Promise<string> {
  const path = `/api/pipelines/${pipelineId}/backfill`;
  const { id } = await callApi(api, { method: "POST", path, body: { perMinute: 600 } }, withId);
  const task = z.object({ finishedAt: z.string().nullable() });
  const read = async () =>
    (await callApi(api, { method: "GET", path: `/api/tasks/${id}` }, task)).finishedAt;
  await expect.poll(read, { timeout: 60_000 }).not.toBeNull();
  return id;
}

const fields = [
  { id: "name", kind: "text", label: "Your name", required: true },
  { id: "email", kind: "email", label: "Your e-mail", required: true },
  ...Object.keys(poison).map((id) => ({
    id,
    kind: "long_text",
    label: `About ${id}`,
    required: false,
  })),
];

async function makeConnection(api: APIRequestContext, kind: string, config: unknown) {
  const body = { kind, name: `A connection of kind ${kind} <i>here</i>`, config };
  return (await callApi(api, { method: "POST", path: "/api/connections", body }, withId)).id;
}

const edge = (source: string, target: string) => ({
  id: `${source}-${target}`,
  source,
  sourcePort: "out",
  target,
  targetPort: "in",
});

function graphOf(to: { readonly mail: string; readonly hook: string; readonly hookUrl: string }) {
  return {
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      {
        id: "hook",
        type: "webhook",
        connectionId: to.hook,
        config: { url: to.hookUrl, method: "POST", headers: {}, body: { mode: "event" } },
      },
      {
        id: "mail",
        type: "email",
        name: names.step,
        connectionId: to.mail,
        config: {
          to: ["{{ answers.email }}"],
          cc: [],
          bcc: [],
          replyTo: null,
          subject: "Thanks {{ answers.turned }} {{ answers.markup }} {{ answers.word }}",
          body: { format: "text", content: "{{ answers.name }} {{ answers.pills }}" },
        },
      },
    ],
    edges: [edge("trigger", "hook"), edge("hook", "mail")],
  };
}
