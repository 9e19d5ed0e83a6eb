import { expect, type Page } from "@playwright/test";
import { makeForm, makePipeline } from "./support/api.ts";
import { test } from "./support/journey.ts";

const fields = [{ id: "email", kind: "email", label: "Email", required: true }];
const spoken = (page: Page) => page.locator("output.spoken");
const card = (page: Page, name: string) =>
  page.locator(".react-flow__node-step").filter({ hasText: name });

test("what is done on the picture is said, copied, and undone after a reload", async ({
  page,
  request,
}) => {
  const form = await makeForm(request, { name: "On the picture", fields });
  const pipelineId = await makePipeline(request, { formId: form.id, name: "Canvas" });
  await page.goto(`/pipelines/${pipelineId}`);
  await expect(card(page, "When")).toBeVisible();

  await test.step("adds a step by keys, from anywhere", async () => {
    await page.keyboard.press("n");
    await expect(page.getByRole("combobox", { name: "What should happen?" })).toBeFocused();
    await page.keyboard.type("wait");
    await page.keyboard.press("Enter");
    await expect(spoken(page)).toContainText("Wait added after When");
    await page.keyboard.press("Escape");
  });

  await test.step("drops a kind of step onto a card, after which it comes", async () => {
    await page.getByRole("button", { name: "Add a step", exact: true }).click();
    await page.getByRole("option", { name: /^Only if/ }).dragTo(card(page, "Wait"));
    await expect(spoken(page)).toContainText("Only if added after Wait");
    await page.keyboard.press("Escape");
  });

  await test.step("copies and pastes after what is chosen", async () => {
    await card(page, "Wait").focus();
    await page.keyboard.press("Control+c");
    await expect(spoken(page)).toContainText("1 step copied");
    await page.keyboard.press("Control+v");
    await expect(spoken(page)).toContainText("1 step pasted");
    await expect(card(page, "Wait")).toHaveCount(2);
  });

  await test.step("writes a note", async () => {
    await page.keyboard.press("Shift+N");
    await expect(page.getByRole("textbox", { name: "Text of the note" })).toBeFocused();
    await page.keyboard.type("Ask Ada first");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("group", { name: "Note: Ask Ada first" })).toBeVisible();
  });

  await test.step("goes back step by step after a reload", async () => {
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await page.reload();
    await expect(card(page, "Wait")).toHaveCount(2);
    for (const words of ["change a note", "add a note", "paste"]) {
      await page.keyboard.press("Control+z");
      await expect(spoken(page)).toContainText(`Undone: ${words}`);
    }
    await expect(card(page, "Wait")).toHaveCount(1);
  });

  await test.step("finds a step in the palette", async () => {
    await page.keyboard.press("Control+k");
    await page.getByLabel("Find a step, a command or an automation").fill("only if");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary", { name: "Settings of Only if" })).toBeVisible();
  });
});
