import { expect, type APIRequestContext, type Page } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./support/api.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

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

async function makeRuns(
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

async function runsOf(api: APIRequestContext, formId: string) {
  const path = `/api/runs?formId=${formId}&limit=200`;
  return (await callApi(api, { method: "GET", path }, runs)).items;
}

const rows = (page: Page) =>
  page.getByRole("list", { name: "Runs", exact: true }).getByRole("listitem");

test("the list is narrowed by everything, and says so in the address", async ({
  page,
  request,
}) => {
  const { formId, pipelineId } = await makeRuns(request, { people: ["Ada", "Bea", "Cem"] });
  await page.goto(`/runs?formId=${formId}`);
  await expect(rows(page)).toHaveCount(3);
  const filters = page.getByRole("search", { name: "Narrow the runs" });
  await filters.getByLabel("Automation").selectOption(pipelineId);
  await filters.getByLabel("Step that ran").selectOption("mail");
  await filters.getByLabel("Version").selectOption("1");
  await filters.getByLabel("Begun by").selectOption("form.submitted");
  await filters.getByLabel("State").selectOption("completed");
  await expect(rows(page)).toHaveCount(3);
  await expect(page).toHaveURL(/nodeId=mail/u);
  await filters.getByLabel("Words in the answers").fill("bea");
  await filters.getByLabel("Words in the answers").press("Enter");
  await expect(rows(page)).toHaveCount(1);
  await checkLooks(page, "runs-filters");
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(filters.getByLabel("State")).toBeHidden();
  await filters.getByRole("button", { name: "Filters (7)" }).click();
  await expect(filters.getByLabel("State")).toHaveValue("completed");
  await page.reload();
  await filters.getByRole("button", { name: "Filters (7)" }).click();
  await expect(filters.getByLabel("Words in the answers")).toHaveValue("bea");
  await filters.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/runs$/u);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/runs?formId=${formId}`);
  await filters.getByLabel("Until").fill("2020-01-01");
  await expect(page.getByRole("heading", { name: "No run fits" })).toBeVisible();
});
