import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { keyboardActs } from "./support/acts.ts";
import { callApi, submit } from "./support/api.ts";
import { makeDraft } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { picture } from "./support/picture.ts";
import { openHookSink, type HttpSink } from "./support/sinks.ts";

const poison = `<img src=x onerror="document.title='gone'">{{ answers.email }}`;
const versioned = z.object({ version: z.number() });

let sink: HttpSink;
test.beforeAll(async () => {
  sink = await openHookSink();
});
test.afterAll(() => sink.close());

/** An automation that is live, over a form whose responses came before it. */
async function makeLive(request: APIRequestContext) {
  const rules = [{ field: "answers.budget", operator: ">", value: 1_000 }];
  const json = { name: "{{ answers.full_name }}" };
  const tell = {
    id: "tell",
    type: "webhook",
    name: "Tell the office",
    config: { url: sink.url, body: { mode: "custom", json } },
  };
  const { formId, pipelineId } = await makeDraft(request, [
    { id: "big", type: "filter", config: { condition: { combinator: "and", rules } } },
    tell,
  ]);
  await submit(request, formId, { full_name: poison, email: "p@example.test", budget: 9_000 });
  const path = `/api/pipelines/${pipelineId}`;
  await callApi(request, { method: "POST", path: `${path}/publish`, body: {} }, z.unknown());
  const { version } = await callApi(request, { method: "GET", path }, versioned);
  const headers = { "if-match": `"${version}"` };
  const answer = await request.fetch(path, { method: "PATCH", headers, data: { enabled: true } });
  expect(answer.ok()).toBe(true);
  return { formId, pipelineId };
}

const told = (): string[] =>
  sink.calls.map(({ body }) => z.object({ name: z.string() }).parse(JSON.parse(body)).name);

test("an automation runs over past responses, after it was shown what that sends", async ({
  page,
  request,
}) => {
  const { formId, pipelineId } = await makeLive(request);
  await page.goto(`/forms/${formId}/automations`);
  await page.getByRole("link", { name: /over past responses$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("over past responses");

  await test.step("only with certain answers", async () => {
    await page.getByLabel("Only with certain answers").check();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByLabel("Rule 1: which value").selectOption({ label: "Budget in euro" });
    await page.getByLabel("Rule 1: how it compares").selectOption({ label: "is at least" });
    await page.getByLabel("Rule 1: value").fill("500");
  });
  await page.getByRole("button", { name: "See what would happen" }).click();
  await expect(page.getByText("It would run for 4 of 4 responses")).toBeVisible();
  await expect(page.getByText("Up to 4 web requests by the step “Tell the office”")).toBeVisible();
  await page.getByText("It would run for 4 of 4 responses").scrollIntoViewIfNeeded();
  await picture(page, "backfill");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Try it on 4 responses, sending nothing" }).click();
  await expect(page.getByText("3 of 4 would send")).toBeVisible();
  await expect(page.getByText(poison.slice(0, 30)).first()).toBeVisible();
  await page.getByLabel("Yes, really run it for 4 responses").check();
  await checkLooks(page, "backfill-choice");
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(told()).toEqual([]);

  await page
    .getByRole("combobox", { name: "Speed" })
    .selectOption({ label: "10 a minute: less than a minute" });
  await page.getByRole("button", { name: "Run it for 4 responses" }).click();
  await expect(page).toHaveURL(/\/tasks\//);

  await test.step("pause, reload, resume", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await page.reload();
    await expect(page.getByText("Paused", { exact: true })).toBeVisible();
    await checkLooks(page, "backfill-progress");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/pipelines/${pipelineId}/past-responses`);
    await page.getByRole("link", { name: "See how far it is" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
  });
  const list = page.getByRole("list", { name: "Responses of this task" });
  await expect(list).toContainText(poison.slice(0, 30), { timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Pause" })).toBeHidden({ timeout: 60_000 });
  await expect.poll(() => told().length).toBe(3);
  expect(told()).toContain(poison);
  await checkLooks(page, "backfill-done");
  await page.setViewportSize({ width: 1440, height: 900 });

  await test.step("a second time nothing is left but what the filter stopped", async () => {
    await page.goto(`/pipelines/${pipelineId}/past-responses`);
    await page.getByRole("button", { name: "See what would happen" }).click();
    await expect(page.getByText("3: It was done before.")).toBeVisible();
  });
  await page.goto("/tasks");
  await expect(page.getByRole("link", { name: /^Past responses:/ }).first()).toBeVisible();
  await checkLooks(page, "tasks");
  expect(await page.title()).toContain("Tasks");
});

test("a backfill begins and is cancelled by keyboard alone", async ({ page, request }) => {
  const { pipelineId } = await makeLive(request);
  await page.goto(`/pipelines/${pipelineId}/past-responses`);
  const acts = keyboardActs(page);
  await acts.press(page.getByRole("button", { name: "See what would happen" }));
  await acts.choose(
    page.getByRole("combobox", { name: "Speed" }),
    "10 a minute: less than a minute",
  );
  const sure = page.getByLabel(/^Yes, really run it/);
  await acts.press(page.getByRole("button", { name: /^Try it on/ }));
  await sure.focus();
  await page.keyboard.press("Space");
  await acts.press(page.getByRole("button", { name: /^Run it for/ }));
  await acts.press(page.getByRole("button", { name: "Cancel" }));
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
});
