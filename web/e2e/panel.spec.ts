import { expect, type Locator, type Page } from "@playwright/test";
import { makeDraft, openSettings, openTexts, rewrite, storedConfig } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const rules = {
  combinator: "and",
  rules: [
    { field: "answers.budget", operator: ">", value: 1000 },
    { field: "answers.german", operator: "isEmpty" },
  ],
};
const steps = [
  { id: "only", type: "filter", config: { condition: rules } },
  {
    id: "mail",
    type: "email",
    config: {
      to: ["{{ answers.email | required }}"],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: "{{ answers.german | orSkip }} und {{ answers.full_name }}",
      body: { format: "text", content: "Hello {{ answers.full_name }}" },
    },
  },
];

/** How far the content of the panel sticks out sideways, in px. */
const overflowOf = (panel: Locator) =>
  panel.evaluate((element) => element.scrollWidth - element.clientWidth);

async function readBackwards(page: Page, panel: Locator, name: string): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflowOf(panel), `${name} at ${width} px`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `web/test-results/screens/${name}-rtl-${width}.png` });
  }
}

test("a rule counts the responses that it lets through", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openSettings(page, pipelineId, "Only if");
  await expect(panel.getByText("2 of the last 3 responses pass")).toBeVisible();
  await panel.getByLabel("How the rules combine").selectOption("None of these holds");
  await expect(panel.getByText("0 of the last 3 responses pass")).toBeVisible();
  await expect
    .poll(async () => (await storedConfig(request, pipelineId, "only"))["condition"])
    .toEqual({ ...rules, combinator: "or", not: true });
  await checkLooks(page, "panel-rule");
  await readBackwards(page, panel, "panel-rule");
});

test("a preview says what would be sent, and why nothing would", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openTexts(page, pipelineId, "Email");
  await expect(panel.getByText(/Would be skipped/)).toBeVisible();
  const subject = panel.getByRole("textbox", { name: "Subject", exact: true });
  await rewrite(subject, "For you: ");
  const sent = panel.getByRole("figure", { name: "What “Email” would send" });
  await expect(sent).toContainText("For you:");
  await expect(sent).toContainText("mary@example.test");
  await panel.getByRole("button", { name: "Preview with an older response" }).click();
  await expect(sent).toContainText("grace@example.test");
  await checkLooks(page, "panel-preview");
  await readBackwards(page, panel, "panel-preview");
});
