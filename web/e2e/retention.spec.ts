import { expect } from "@playwright/test";
import { z } from "zod";
import { tabTo } from "./support/acts.ts";
import { callApi, makeForm } from "./support/api.ts";
import { fromSetup, test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import type { Places } from "./support/places.ts";

const kept = z.object({ retentionDays: z.number().nullable(), defaultRetentionDays: z.number() });

test("a form's owner says how long runs keep details, by keyboard alone", async ({ page }) => {
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  const { id } = await makeForm(page.request, { name: "Kept briefly", fields });
  const stored = async () =>
    (await callApi(page.request, { method: "GET", path: `/api/forms/${id}` }, kept)).retentionDays;
  await page.goto(`/forms/${id}/settings`);
  const field = page.getByRole("textbox", { name: "Keep the details of runs for" });
  const section = page.locator("form").filter({ has: field });
  await expect(field).toHaveValue("");
  await expect(section).toContainText("Left empty: 90 days");
  await tabTo(page, field);
  await page.keyboard.type("14");
  await page.keyboard.press("Enter");
  await expect.poll(stored).toBe(14);
  await page.reload();
  await expect(field).toHaveValue("14 days");
  await field.scrollIntoViewIfNeeded();
  await checkLooks(page, "settings-retention");

  await test.step("more than ten years is brought down to ten years", async () => {
    await field.fill("99999");
    await tabTo(page, section.getByRole("button", { name: "Save" }));
    await page.keyboard.press("Enter");
    await expect.poll(stored).toBe(3_650);
  });

  await test.step("left empty, it is as for all forms", async () => {
    await field.fill("");
    await tabTo(page, section.getByRole("button", { name: "Save" }));
    await page.keyboard.press("Enter");
    await expect.poll(stored).toBeNull();
  });
});

const runView = z.looseObject({
  steps: z.array(z.looseObject({ attempts: z.array(z.looseObject({})) })),
});

test("the page of a run that was cleared says so where details were", async ({ page }) => {
  const { runId }: Places = JSON.parse(fromSetup("E2E_PLACES"));
  const path = `/api/runs/${runId}`;
  const run = await callApi(page.request, { method: "GET", path }, runView);
  // A run that is old enough to be cleared is the server's tests' matter; here it is what is shown.
  const cleared = {
    ...run,
    finishedAt: "2026-01-05T13:02:00.000Z",
    clearedAt: "2026-04-05T15:00:00.000Z",
    steps: run.steps.map((step) => ({
      ...step,
      attempts: step.attempts.map((attempt) => ({
        ...attempt,
        input: null,
        output: null,
        lines: [],
      })),
    })),
  };
  await page.route(`**${path}`, (route) => route.fulfill({ json: cleared }));
  await page.goto(`/runs/${runId}`);
  await page.getByRole("group", { name: "Mail to us: Caught, not sent" }).click();
  const details = page.getByRole("complementary", { name: "What happened in Mail to us" });
  await expect(details).toContainText(
    /Input and result were cleared on .*5 April.*, after 90 days\./,
  );
  await checkLooks(page, "run-cleared");
});
