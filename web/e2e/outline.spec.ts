import { expect } from "@playwright/test";
import { makeForm, makePipeline } from "./support/api.ts";
import { test } from "./support/journey.ts";

const mail = (id: string, name: string) => ({
  id,
  type: "email",
  name,
  config: { to: ["a@example.test"], subject: "S", body: { format: "text", content: "T" } },
});
const graph = {
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    mail("one", "First mail"),
    mail("two", "Second mail"),
    mail("three", "Third mail"),
  ],
  edges: [
    { id: "e1", source: "trigger", target: "one" },
    { id: "e2", source: "one", target: "two" },
    { id: "e3", source: "two", target: "three" },
  ],
};

test("the outline moves, renames and deletes by keyboard, on a phone's screen", async ({
  page,
  request,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const form = await makeForm(request, {
    name: "In the outline",
    fields: [{ id: "email", kind: "email", label: "Email" }],
  });
  const id = await makePipeline(request, { formId: form.id, name: "Outline", graph });
  await page.goto(`/pipelines/${id}`);
  const rows = page.locator(".outline-main");
  const names = page.locator(".outline-name");
  await expect(names).toHaveText(["When", "First mail", "Second mail", "Third mail"]);

  await rows.nth(3).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(names).toHaveText(["When", "First mail", "Third mail", "Second mail"]);
  await expect(rows.nth(2)).toBeFocused();

  await page.getByRole("button", { name: "More for First mail" }).click();
  await page.getByRole("menuitem", { name: "Move to…" }).click();
  await page.getByLabel("Find a place").fill("second");
  await page.getByRole("button", { name: "After Second mail", exact: true }).click();
  await expect(names).toHaveText(["When", "Third mail", "Second mail", "First mail"]);

  await page.getByRole("button", { name: "More for Third mail" }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByLabel("Name of the step").fill("A new name");
  await page.keyboard.press("Enter");
  await expect(names.nth(1)).toHaveText("A new name");

  await rows.nth(1).focus();
  await page.keyboard.press("Delete");
  await expect(names).toHaveText(["When", "Second mail", "First mail"]);
  await page.keyboard.press("Control+z");
  await expect(names.nth(1)).toHaveText("A new name");
});
