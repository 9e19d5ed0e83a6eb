import { expect } from "@playwright/test";
import { test } from "./support/journey.ts";
import { tabTo } from "./support/acts.ts";

test("an admin sees how the engine does, and tidies up by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, page.getByRole("link", { name: "Health" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Verdict" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Processes" }).first()).toContainText("% busy");
  await tabTo(page, page.getByRole("button", { name: "Tidy up now" }));
  await page.keyboard.press("Enter");
  await expect(
    page.getByText(/^Tidied up: details of \d+ runs? cleared, \d+ old runs? removed$/),
  ).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Try waiting runs now" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^(Nothing waits to be tried again|Tried now: \d+)$/)).toBeVisible();
  const { items } = await (await page.request.get("/api/audit")).json();
  const actions = items.map(({ action }: { action: string }) => action);
  expect(actions).toContain("engine.tidied");
  expect(actions).toContain("engine.retried-waiting");
});
