import { expect, type Page } from "@playwright/test";
import { tabTo } from "./support/acts.ts";
import { makeForm, makePipeline } from "./support/api.ts";
import { owner } from "./support/account.ts";
import { settingsOf } from "./support/editor-page.ts";
import { test } from "./support/journey.ts";

test("an owner draws and publishes an automation by keyboard alone", async ({ page, request }) => {
  const form = await makeForm(request, {
    name: "By keyboard",
    fields: [
      { id: "name", kind: "text", label: "Name", required: true },
      { id: "email", kind: "email", label: "Email", required: true },
    ],
  });
  const pipelineId = await makePipeline(request, { formId: form.id, name: "Mail me" });
  const { keyboard } = page;
  await page.goto(`/pipelines/${pipelineId}`);

  await test.step("turns to the outline", async () => {
    await tabTo(page, page.getByRole("radio", { name: "Picture" }));
    await keyboard.press("ArrowRight");
    await expect(page.getByRole("navigation", { name: "Outline of the automation" })).toBeVisible();
  });

  await test.step("adds a mail after the trigger", async () => {
    await tabTo(page, page.getByRole("button", { name: "Add a step after When" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("combobox", { name: "What should happen?" })).toBeFocused();
    await keyboard.type("email");
    await keyboard.press("Enter");
    await expect(settingsOf(page, "Email")).toBeVisible();
  });

  await test.step("fills its settings, with answers by @", async () => {
    const panel = settingsOf(page, "Email");
    const textbox = (name: string) => panel.getByRole("textbox", { name, exact: true });
    await tabTo(page, textbox("To"));
    await keyboard.type(owner.email);
    await tabTo(page, textbox("Reply to"));
    await pickByAt(page, "email");
    await expect(textbox("Reply to")).toHaveText("Email");
    await tabTo(page, textbox("Subject"));
    await keyboard.type("News from ");
    await pickByAt(page, "name");
    await expect(textbox("Subject")).toHaveText("News from Name");
    await tabTo(page, textbox("Text"));
    await keyboard.type("They wrote.");
  });

  await test.step("closes the settings and publishes", async () => {
    await keyboard.press("Escape");
    await expect(settingsOf(page, "Email")).toBeHidden();
    await tabTo(page, page.getByRole("button", { name: "Publish", exact: true }), "Shift+Tab");
    await keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Publish now" })).toBeFocused();
    await keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Done" })).toBeFocused();
    await keyboard.press("Enter");
    await expect(page.getByText("Off, v1 published")).toBeVisible();
    await tabTo(page, page.getByRole("switch", { name: "Automation is on" }), "Shift+Tab");
    await keyboard.press("Space");
    await expect(page.getByText("Live v1")).toBeVisible();
  });
});

/** Types @, searches and takes the first value found. */
async function pickByAt(page: Page, query: string): Promise<void> {
  await page.keyboard.type("@");
  const search = page.getByRole("combobox", { name: "Search for a value" });
  await expect(search).toBeFocused();
  await page.keyboard.type(query);
  await page.keyboard.press("Enter");
  await expect(search).toBeHidden();
}
