import { expect } from "@playwright/test";
import { makeDraft, openSettings } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const steps = [
  {
    id: "topic",
    type: "filter",
    config: {
      condition: {
        combinator: "and",
        rules: [{ field: "answers.topic", operator: "=", value: "o_web" }],
      },
    },
  },
  {
    id: "mail",
    type: "email",
    name: "Thank the person who wrote to us",
    config: {
      to: ["{{ answers.email | required }}"],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: "About {{ answers.topic }}",
      body: { format: "html", content: "<p>Dear {{ answers.full_name }},</p>".repeat(12) },
    },
  },
];

test.describe("the editor on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test("keeps its head small, and unfolds the rest", async ({ page, request }) => {
    const { pipelineId } = await makeDraft(request, steps);
    await page.goto(`/pipelines/${pipelineId}`);
    const head = page.locator(".editor-header");
    await expect(page.getByText("No problems")).toBeAttached();
    const height = async () => (await head.boundingBox())?.height ?? 0;
    expect(await height(), "of the head, in px").toBeLessThan(130);
    const step = head.getByRole("link", { name: /What is it about. is "A new website"/ });
    await expect(step).toBeHidden();
    await head.getByRole("button", { name: /^What it does/ }).click();
    await expect(step).toBeVisible();
    await checkLooks(page, "phone-head");
    await page.setViewportSize({ width: 360, height: 740 });

    await test.step("Esc closes the settings, wherever the focus is", async () => {
      await step.click();
      const settings = page.getByRole("complementary", { name: "Settings of Only if" });
      await expect(settings).toBeVisible();
      await expect(settings.getByLabel("Name of this step")).not.toBeFocused();
      await page.keyboard.press("Escape");
      await expect(settings).toBeHidden();
    });
  });
});

test("the sheet before publishing says what the newest responses would get", async ({
  page,
  request,
}) => {
  const { pipelineId } = await makeDraft(request, steps);
  await page.goto(`/pipelines/${pipelineId}`);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const sheet = page.getByRole("dialog");
  const totals = sheet.getByRole("region", { name: "Totals" });
  await expect(totals).toContainText("3 tried");
  await expect(totals).toContainText("2 of 3 would send");
  await checkLooks(page, "publish-totals");
});

test("Cc waits until it is asked for, and a preview is as tall as its mail", async ({
  page,
  request,
}) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openSettings(page, pipelineId, "Thank the person who wrote to us");
  const frame = panel.locator("iframe");
  await expect(panel.getByRole("figure")).toContainText("About A new website");
  await expect.poll(async () => (await frame.boundingBox())?.height ?? 0).toBeGreaterThan(300);
  const scrolls = () =>
    frame.evaluate((element) => {
      const page = element instanceof HTMLIFrameElement ? element.contentDocument : null;
      return (page?.documentElement.scrollHeight ?? 0) - element.clientHeight;
    });
  expect(await scrolls(), "how far the mail scrolls").toBeLessThanOrEqual(0);
  const copy = panel.getByRole("textbox", { name: "Cc", exact: true });
  await expect(copy).toBeHidden();
  await panel.getByRole("button", { name: "Cc", exact: true }).click();
  await expect(copy).toBeVisible();
  await checkLooks(page, "mail-folded");
});
