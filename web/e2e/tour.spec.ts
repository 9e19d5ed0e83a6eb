import { expect, type Locator, type Page } from "@playwright/test";
import { fromSetup, test } from "./support/journey.ts";
import { settingsOf } from "./support/editor-page.ts";
import { drawsPictures, picture } from "./support/picture.ts";
import type { Places } from "./support/places.ts";
import { openStep } from "./support/run-page.ts";

/**
 * The pictures of docs/tour.md. They are written only when asked for:
 * `DRAW_TOUR=1 pnpm exec playwright test -c web/e2e/playwright.config.ts tour`.
 */
test.skip(!drawsPictures, "draws pictures for the documentation, which no test compares");
test.use({ viewport: { width: 1280, height: 720 } });

async function show(page: Page, control: Locator): Promise<void> {
  await control.click();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

test("the tour's pictures are drawn", async ({ page }) => {
  test.slow();
  const places: Places = JSON.parse(fromSetup("E2E_PLACES"));

  await test.step("a form and its beginnings", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "New form" }).click();
    const dialog = page.getByRole("dialog", { name: "New form" });
    await dialog.getByLabel("What is it called?").fill("Enquiries");
    await dialog.getByLabel("Begin with").selectOption({ index: 1 });
    await dialog.getByRole("button", { name: "Make the form" }).click();
    await expect(page.getByRole("link", { name: "Add an automation" })).toBeVisible();
    await picture(page, "questions");
    await page.getByRole("link", { name: "Add an automation" }).click();
    await page.getByRole("link", { name: "See all beginnings" }).click();
    await expect(page.getByRole("button", { name: "Use this: Big leads to sales" })).toBeVisible();
    await picture(page, "recipes");
    await page.getByRole("button", { name: "Use this: Big leads to sales" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await picture(page, "recipe");
  });

  await test.step("the editor", async () => {
    await page.goto(`/pipelines/${places.pipelineId}`);
    await page.getByRole("group", { name: /^Mail to us/ }).click();
    const mail = settingsOf(page, "Mail to us");
    await expect(mail.locator(".pill").first()).toBeVisible();
    await picture(page, "editor");
    await mail.getByRole("button", { name: "Insert an answer into Subject" }).click();
    await expect(page.getByLabel("Search for a value")).toBeVisible();
    await picture(page, "answers");
    await page.keyboard.press("Escape");
    await mail.getByRole("button", { name: "Close the settings" }).click();
    await page.getByRole("group", { name: /^Only budgets/ }).click();
    await expect(settingsOf(page, "Only budgets over 1,000")).toBeVisible();
    await picture(page, "condition");
    await page.getByText("Outline", { exact: true }).click();
    await expect(page.getByRole("navigation", { name: /^Outline/ })).toBeVisible();
    await picture(page, "outline");
  });

  await test.step("testing", async () => {
    await page.getByText("Picture", { exact: true }).click();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByRole("article", { name: "Mail to us" })).toBeVisible();
    await drawer.getByRole("article", { name: "Mail to us" }).scrollIntoViewIfNeeded();
    await picture(page, "test");
    await drawer.getByText("Many responses", { exact: true }).click();
    await drawer
      .getByRole("button", { name: /^(Try|Run|Start|Dry)/ })
      .first()
      .click();
    await expect(drawer.getByRole("region", { name: "Totals" })).toBeVisible();
    await picture(page, "dry-run");
    await drawer.getByRole("button", { name: "Close", exact: true }).click();
  });

  await test.step("publishing", async () => {
    await settingsOf(page, "Only budgets over 1,000")
      .getByLabel("Name of this step")
      .fill("Big ones only");
    await show(page, page.getByRole("button", { name: "Publish", exact: true }));
    await expect(page.getByRole("button", { name: "Publish now" })).toBeEnabled();
    await picture(page, "publish");
  });

  await test.step("a run", async () => {
    await page.goto(`/runs/${places.runId}`);
    await openStep(page, "Mail to us", "Caught, not sent");
    await picture(page, "run");
  });
});
