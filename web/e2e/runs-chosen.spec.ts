import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { tabTo } from "./support/acts.ts";
import { test } from "./support/journey.ts";
import { makeRuns, runRows as rows, runsOf } from "./support/made-runs.ts";
import { checkLooks } from "./support/page-checks.ts";

const someRuns = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });
const barOf = (page: Page) => page.getByRole("region", { name: "Chosen runs" });
const dialogOf = (page: Page) => page.getByRole("dialog");

/** Looks at it in all widths and colours, and goes back to a desk. */
async function look(page: Page, name: string): Promise<void> {
  await checkLooks(page, name);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("chosen runs are cancelled, one by one or all that match, and how many is said before", async ({
  page,
}) => {
  const { formId } = await makeRuns(page.request, { people: ["Ada", "Bea", "Cem"], wait: true });
  const [bar, dialog] = [barOf(page), dialogOf(page)];
  await page.goto(`/runs?formId=${formId}`);
  await expect(rows(page)).toHaveCount(3);

  await test.step("one of them", async () => {
    await page.getByRole("checkbox", { name: "Select the run of Bea" }).check();
    await expect(bar).toContainText("1 run selected");
    await expect(bar.getByRole("button", { name: "Replay" })).toBeDisabled();
    await look(page, "runs-chosen");
    await bar.getByRole("button", { name: "Cancel runs" }).click();
    await expect(dialog).toContainText("this cannot be taken back");
    await dialog.getByRole("button", { name: "Cancel 1 run" }).click();
    await expect(rows(page).filter({ hasText: "Bea" })).toContainText("Cancelled");
    await expect(bar.getByRole("status")).toHaveCount(0);
  });

  await test.step("all that match: those that are over are not counted", async () => {
    await bar.getByRole("checkbox", { name: "Select those shown" }).check();
    await bar.getByRole("button", { name: "Select all matching" }).click();
    await expect(bar.getByRole("status")).toHaveText("3 runs selected");
    await bar.getByRole("button", { name: "Cancel runs" }).click();
    await expect(dialog.getByRole("heading")).toHaveText("Cancel 2 runs?");
    await look(page, "runs-cancel-matching");
    await dialog.getByRole("button", { name: "Cancel 2 runs" }).click();
    await expect(rows(page).filter({ hasText: "Cancelled" })).toHaveCount(3);
    await expect(page.getByText("2 runs cancelled")).toBeVisible();
  });
});

test("more than can be done at a time, and none, are said before with what to do", async ({
  page,
}) => {
  const { formId } = await makeRuns(page.request, { people: ["Ada"] });
  const [bar, dialog] = [barOf(page), dialogOf(page)];
  const counted = { count: 10_000, isMore: true };
  await page.route(
    ({ pathname, searchParams }) =>
      pathname === "/api/runs/matching" && searchParams.get("act") === "replay",
    (route) => route.fulfill({ json: counted }),
  );
  // As if more ran than are shown.
  await page.route(
    ({ pathname }) => pathname === "/api/runs",
    async (route) => {
      const answer = await route.fetch();
      const list = someRuns.parse(await answer.json());
      const items = Array.from({ length: 50 }, (_, at) => ({
        ...list.items[0],
        id: `${list.items[0]?.id.slice(0, -2)}${(16 + at).toString(16)}`,
      }));
      await route.fulfill({ response: answer, json: { ...list, items, nextCursor: "more" } });
    },
  );
  await page.goto(`/runs?formId=${formId}`);
  await bar.getByRole("checkbox", { name: "Select those shown" }).check();
  await bar.getByRole("button", { name: "Select all matching" }).click();
  await expect(bar.getByRole("status")).toHaveText("All matching runs are selected");
  await bar.getByRole("button", { name: "Replay" }).click();
  await expect(dialog.getByRole("heading")).toHaveText("Replay more than 10,000 runs");
  await expect(dialog.getByRole("status")).toContainText("Narrow the list first");
  await expect(dialog.getByRole("button", { name: /^Replay more/u })).toBeDisabled();
  await look(page, "runs-replay-too-many");
  await dialog.getByRole("button", { name: "Back" }).click();
  await bar.getByRole("button", { name: "Cancel runs" }).click();
  await expect(dialog.getByRole("status")).toContainText("they are over already");
  await expect(dialog.getByRole("button", { name: "Cancel 0 runs" })).toBeDisabled();
});

test("by keyboard alone, all that match are replayed with progress, and nothing is sent twice", async ({
  page,
}) => {
  const { formId } = await makeRuns(page.request, { people: ["Dan", "Eve"] });
  const [bar, dialog] = [barOf(page), dialogOf(page)];
  await page.goto(`/runs?formId=${formId}`);
  await tabTo(page, bar.getByRole("checkbox", { name: "Select those shown" }));
  await page.keyboard.press("Space");
  await expect(bar.getByRole("status")).toHaveText("2 runs selected");
  await tabTo(page, bar.getByRole("button", { name: "Select all matching" }));
  await page.keyboard.press("Enter");
  const open = bar.getByRole("button", { name: "Replay" });
  await tabTo(page, open);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading")).toHaveText("Replay 2 runs");
  await expect(dialog).toContainText("not sent a second time");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(open).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByLabel("Speed"));
  await page.keyboard.type("as fast");
  await expect(dialog.getByLabel("Speed").locator("option:checked")).toHaveText(
    "as fast as it goes",
  );
  await look(page, "runs-replay-matching");
  await tabTo(page, dialog.getByRole("button", { name: "Replay 2 runs" }));
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/Done: replayed 2 of 2/u)).toBeVisible({ timeout: 30_000 });
  await look(page, "runs-replayed");
  await tabTo(page, dialog.getByRole("button", { name: "Done" }));
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(4);
  expect(await runsOf(page.request, formId)).toHaveLength(4);
});
