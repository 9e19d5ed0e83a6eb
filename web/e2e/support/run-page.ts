import { expect, type Locator, type Page } from "@playwright/test";

/** The newest run in the list of runs, which follows by itself. */
export function newestRun(page: Page): Locator {
  return page.getByRole("list", { name: "Runs" }).getByRole("listitem").first();
}

/** A step on the run's canvas, such as `Mail to us: Done`. */
export function runStep(page: Page, name: string, state: string): Locator {
  return page.getByRole("group", { name: `${name}: ${state}`, exact: true });
}

/** Clicks a step and hands over what is told about it. */
export async function openStep(page: Page, name: string, state: string): Promise<Locator> {
  await runStep(page, name, state).click();
  const details = page.getByRole("complementary", { name: `What happened in ${name}` });
  await expect(details).toBeVisible();
  return details;
}

/** The run's own state, beside its name. */
export function runState(page: Page): Locator {
  return page.locator(".run-header [aria-live]");
}
