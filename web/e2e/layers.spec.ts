import { expect } from "@playwright/test";
import { makeDraft, openSettings } from "./support/draft.ts";
import { test } from "./support/journey.ts";

const mail = {
  to: ["{{ answers.email | required }}"],
  cc: [],
  bcc: [],
  replyTo: null,
  subject: "Hello",
  body: { format: "text", content: "Hello {{ answers.full_name }}" },
};

test("Escape closes the topmost of what is open, one at a time", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, [{ id: "mail", type: "email", config: mail }]);
  const panel = await openSettings(page, pipelineId, "Email");
  const { keyboard } = page;

  await test.step("the list of values, also before it has the focus", async () => {
    const ask = panel.getByRole("button", { name: "Insert an answer into Subject" });
    const list = page.getByRole("dialog", { name: "Insert an answer" });
    await ask.focus();
    // Within one task of the page: nothing can have moved the focus in between.
    await ask.evaluate((button) => {
      if (button instanceof HTMLElement) button.click();
      setTimeout(() => {
        const init = { key: "Escape", bubbles: true, cancelable: true };
        button.dispatchEvent(new KeyboardEvent("keydown", init));
      });
    });
    await expect(list).toBeHidden();
    await expect(panel).toBeVisible();
  });

  await test.step("the list of values from one of its tabs", async () => {
    await panel.getByRole("button", { name: "Insert an answer into Subject" }).click();
    const list = page.getByRole("dialog", { name: "Insert an answer" });
    await list.getByRole("button", { name: "Earlier steps" }).focus();
    await keyboard.press("Escape");
    await expect(list).toBeHidden();
    await expect(panel).toBeVisible();
  });

  await test.step("the menu of the step, also while the focus is still on its button", async () => {
    const more = panel.getByRole("button", { name: "More for Email" });
    const menu = page.getByRole("menu");
    await more.click();
    await expect(menu).toBeVisible();
    await more.focus();
    await keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(panel).toBeVisible();
    await more.click();
    await expect(menu.getByRole("menuitem").first()).toBeFocused();
    await keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(panel).toBeVisible();
  });

  await test.step("the question above the drawer, then the drawer, then the panel", async () => {
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const drawer = page.getByRole("dialog", { name: "Test this automation" });
    await drawer.getByRole("button", { name: "Really run…" }).click();
    const question = page.getByRole("dialog", { name: "Really run it?" });
    await expect(question).toBeVisible();
    await keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(drawer).toBeVisible();
    await expect(drawer.getByRole("button", { name: "Really run…" })).toBeFocused();
    await keyboard.press("Escape");
    await expect(drawer).toBeHidden();
    await expect(panel).toBeVisible();
    await panel.getByLabel("Name of this step").focus();
    await keyboard.press("Escape");
    await expect(panel).toBeHidden();
  });
});
