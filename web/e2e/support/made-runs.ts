import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./api.ts";

const fields = [{ id: "name", kind: "text", label: "Your name" }];
const runs = z.object({
  items: z.array(z.object({ id: z.string(), status: z.string(), createdAt: z.string() })),
});

/** Two steps: the second one does nothing but wait, so that runs can be cancelled. */
const graphOf = (wait: boolean) => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "mail",
      type: "email",
      name: "Mail me",
      config: {
        to: ["ada@example.test"],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: "{{ answers.name }}",
        body: { format: "text", content: "Hello" },
      },
    },
    ...(wait
      ? [
          {
            id: "wait",
            type: "delay",
            name: "A day later",
            config: { for: { amount: 1, unit: "days" } },
          },
        ]
      : []),
  ],
  edges: [
    { id: "e1", source: "trigger", target: "mail" },
    ...(wait ? [{ id: "e2", source: "mail", target: "wait" }] : []),
  ],
});

/** A form whose automation ran once for each of these people; with `wait`, its runs wait for a day. */
export async function makeRuns(
  api: APIRequestContext,
  { people, wait = false }: { readonly people: readonly string[]; readonly wait?: boolean },
) {
  const name = `Orders ${Date.now()}`;
  const { id: formId } = await makeForm(api, { name, fields });
  const pipelineId = await makePipeline(api, { formId, name: "Say thanks", graph: graphOf(wait) });
  for (const person of people) await submit(api, formId, { name: person });
  const status = wait ? "waiting" : "completed";
  await expect
    .poll(async () => (await runsOf(api, formId)).filter((run) => run.status === status).length, {
      timeout: 60_000,
    })
    .toBe(people.length);
  return { formId, pipelineId, name };
}

/** The newest runs of a form. */
export async function runsOf(api: APIRequestContext, formId: string) {
  const path = `/api/runs?formId=${formId}&limit=200`;
  return (await callApi(api, { method: "GET", path }, runs)).items;
}

/** The runs that the page lists. */
export function runRows(page: Page): Locator {
  return page.getByRole("list", { name: "Runs", exact: true }).getByRole("listitem");
}
