import { expect } from "@playwright/test";
import { test } from "./support/journey.ts";
import { makeRuns, runRows as rows } from "./support/made-runs.ts";
import { checkLooks } from "./support/page-checks.ts";

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
