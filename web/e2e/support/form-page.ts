import { expect, type Locator, type Page } from "@playwright/test";

/** Adds a question at the end and gives it its label. */
export async function addQuestion(page: Page, kind: string, label: string): Promise<void> {
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${kind}`) }).click();
  await page
    .getByLabel(new RegExp(`^Question \\d+ · ${kind}$`))
    .last()
    .fill(label);
}

/** Stores a connection of a kind by the connections page. */
export async function addConnection(
  page: Page,
  kind: string,
  fill: (drawer: Locator) => Promise<void>,
): Promise<void> {
  await page.goto("/connections");
  await page.getByRole("button", { name: "New connection" }).click();
  await page.getByRole("menuitem", { name: kind, exact: true }).click();
  const drawer = page.getByRole("dialog", { name: `New connection: ${kind}` });
  await fill(drawer);
  await drawer.getByRole("button", { name: "Save" }).click();
  await expect(drawer).toBeHidden();
}
