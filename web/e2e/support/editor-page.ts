import { expect, type Locator, type Page } from "@playwright/test";

/** The settings of a step, open at the side. */
export function settingsOf(page: Page, step: string): Locator {
  return page.getByRole("complementary", { name: `Settings of ${step}` });
}

/** Chooses the kind of the new step in the open picker. */
export async function pickStep(page: Page, kind: string): Promise<Locator> {
  const picker = page.getByRole("complementary", { name: "Add a step" });
  await picker.getByRole("combobox").fill(kind);
  await picker.getByRole("option", { name: kind }).first().click();
  await expect(settingsOf(page, kind)).toBeVisible();
  return settingsOf(page, kind);
}

/** The "+" after a step. */
export async function addAfter(page: Page, step: string, kind: string): Promise<Locator> {
  await page.getByRole("button", { name: `Add a step after ${step}`, exact: true }).click();
  return pickStep(page, kind);
}

/** A second step after one that has a next already. */
export async function addBeside(page: Page, step: string, kind: string): Promise<Locator> {
  const picture = page.getByRole("region", { name: "Picture of the automation" });
  await picture.getByRole("button", { name: `More for ${step}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Add a step side by side" }).click();
  return pickStep(page, kind);
}

/** Inserts an answer into a setting by its list; nobody types braces. */
export async function insertAnswer(panel: Locator, setting: string, answer: string): Promise<void> {
  await panel
    .getByRole("button", { name: `Insert an answer into ${setting}`, exact: true })
    .click();
  // In whichever tab it stands.
  await panel.page().getByRole("combobox", { name: "Search for a value" }).fill(answer);
  const values = panel.page().getByRole("listbox", { name: "Values" });
  await values
    .getByRole("option", { name: new RegExp(`^${answer}\\b`) })
    .first()
    .click();
  await expect(values).toBeHidden();
}

/** Types on at the end of a setting's text. */
export async function typeOn(panel: Locator, setting: string, text: string): Promise<void> {
  const field = panel.getByRole("textbox", { name: setting, exact: true });
  await field.press("Control+End");
  await field.pressSequentially(text);
}

/** Publishes by way of the sheet that says what changes. */
export async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Publish now" }).click();
  await sheet.getByRole("button", { name: "Done" }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText(/^(Off, v|Live v)\d+/)).toBeVisible();
}

export async function switchOn(page: Page): Promise<void> {
  // The input itself is hidden behind its picture.
  await page.getByRole("switch", { name: "Automation is on" }).check({ force: true });
  await expect(page.getByText(/^Live v\d+/)).toBeVisible();
}
