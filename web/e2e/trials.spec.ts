import { expect, type APIRequestContext, type Page } from "@playwright/test";
import { z } from "zod";
import { callApi } from "./support/api.ts";
import { makeDraft } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const above = (limit: number) => ({
  combinator: "and",
  rules: [{ field: "answers.budget", operator: ">", value: limit }],
});
const mail = (subject: string) => ({
  to: ["{{ answers.email }}"],
  cc: [],
  bcc: [],
  replyTo: null,
  subject,
  body: {
    format: "html",
    content: "<h2>Thank you</h2><p>Dear {{ answers.full_name }}, we write soon.</p>",
  },
});
const steps = (limit: number, subject: string) => [
  { id: "big", type: "filter", config: { condition: above(limit) } },
  { id: "mail", type: "email", name: "Thank them", config: mail(subject) },
  { id: "wait", type: "delay", config: { for: { amount: 3, unit: "days" } } },
];
const versioned = z.object({
  version: z.number(),
  graph: z.looseObject({ nodes: z.array(z.unknown()) }),
});

/** An automation whose draft asks for more, and greets otherwise, than its live version. */
async function makeChanged(request: APIRequestContext): Promise<string> {
  const { pipelineId } = await makeDraft(request, steps(1_000, "Hello {{ answers.full_name }}"));
  const path = `/api/pipelines/${pipelineId}`;
  await callApi(request, { method: "POST", path: `${path}/publish`, body: {} }, z.unknown());
  const { graph, version } = await callApi(request, { method: "GET", path }, versioned);
  const nodes = [graph.nodes[0], ...steps(10_000, "A big one: {{ answers.full_name }}")];
  const answer = await request.fetch(path, {
    method: "PATCH",
    headers: { "if-match": `"${version}"` },
    data: { graph: { ...graph, nodes } },
  });
  expect(answer.ok()).toBe(true);
  return pipelineId;
}

async function openTests(page: Page, pipelineId: string) {
  await page.goto(`/pipelines/${pipelineId}`);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  return page.getByRole("dialog", { name: "Test this automation" });
}

test("a draft is tried on one response, looked at before anything is sent", async ({
  page,
  request,
}) => {
  const pipelineId = await makeChanged(request);
  const drawer = await openTests(page, pipelineId);
  const email = drawer.getByRole("article", { name: "Thank them" });

  await test.step("the newest response at first", async () => {
    await expect(
      drawer.getByRole("heading", { name: "With the answers of Mary Jackson" }),
    ).toBeVisible();
    await expect(email).toContainText("Email to mary@example.test");
    await expect(email).toContainText("Would be sent");
    await expect(email.getByText("A big one: Mary Jackson")).toBeVisible();
    await expect(email.locator("iframe")).toHaveAttribute("srcdoc", /Dear Mary Jackson/);
    await expect(drawer.getByRole("article", { name: "Wait" })).toContainText("Would wait");
  });
  await checkLooks(page, "test-drawer");
  await page.setViewportSize({ width: 1440, height: 900 });

  await test.step("another one, found by name", async () => {
    await drawer.getByRole("combobox", { name: "Response" }).fill("Grace");
    await page.getByRole("option", { name: /Grace Hopper/ }).click();
    await expect(email).toContainText("an “Only if” before it says no");
  });

  await test.step("made-up answers, changed at will", async () => {
    await drawer.getByText("Made-up answers").click();
    await drawer.getByLabel("Your full name").fill("Test Person");
    await drawer.getByLabel("Budget in euro").fill("20000");
    await expect(email.getByText("A big one: Test Person")).toBeVisible();
  });
  await checkLooks(page, "test-made-up");
  await page.setViewportSize({ width: 1440, height: 900 });

  await test.step("to me, which goes to nobody else and does not wait", async () => {
    await drawer.getByRole("button", { name: "Really send to me" }).click();
    await expect(drawer.getByText("Done")).toBeVisible({ timeout: 20_000 });
  });

  await test.step("what a step came to stays beside it over a reload, until it is changed", async () => {
    await page.reload();
    const card = page.locator(".react-flow__node-step").filter({ hasText: "Thank them" });
    await card.click();
    const panel = page.getByRole("complementary", { name: "Settings of Thank them" });
    const result = panel.getByRole("region", { name: "Last test" });
    await expect(result).toContainText("Email to");
    await expect(result.getByText("Changed since this test")).toBeHidden();
    await panel.getByLabel("Name of this step").fill("Thank them all");
    const changed = page.getByRole("complementary", { name: "Settings of Thank them all" });
    await expect(changed.getByText("Changed since this test")).toBeVisible();
    await checkLooks(page, "test-kept");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press("Escape");
    await openTests(page, pipelineId);
  });

  await test.step("for real only after it was said to whom", async () => {
    await drawer.getByRole("button", { name: "Really run…" }).click();
    const asks = page.getByRole("dialog", { name: "Really run it?" });
    await expect(asks).toContainText(/Thank them( all)?: 1 recipient: .*@example/);
    await checkLooks(page, "test-really-run");
    await page.setViewportSize({ width: 1440, height: 900 });
    await asks.getByRole("button", { name: "Really run", exact: true }).click();
    await expect(asks).toBeHidden();
    await expect(drawer.getByText("Waiting")).toBeVisible({ timeout: 20_000 });
  });
});

test("a draft is tried on many responses, beside the live version", async ({ page, request }) => {
  const pipelineId = await makeChanged(request);
  const drawer = await openTests(page, pipelineId);
  await drawer.getByText("Many responses").click();
  await drawer.getByRole("button", { name: "Try them" }).click();
  const totals = drawer.getByRole("region", { name: "Totals" });
  await expect(totals).toContainText("3 tried, 2 differ from live version 1");
  await expect(totals).toContainText("1 of 3 would send (was 2)");

  await drawer.getByText("2 different").click();
  await expect(drawer.getByText("Ada Lovelace")).toBeHidden();
  await drawer.getByText("Mary Jackson").click();
  const difference = drawer.getByRole("region", { name: "Difference at “Thank them”" });
  await expect(difference).toContainText("Different: subject");
  await expect(difference.getByText("Hello Mary Jackson", { exact: true })).toBeVisible();
  await expect(difference.getByText("A big one: Mary Jackson", { exact: true })).toBeVisible();
  await checkLooks(page, "dry-run");
});
