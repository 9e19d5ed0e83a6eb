import { expect, type Locator, type Page } from "@playwright/test";
import {
  makeDraft,
  openSettings,
  openTexts,
  pressAndSettle,
  rewrite,
  storedConfig,
} from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const mail = {
  to: ["{{ answers.email | required }}"],
  cc: [],
  bcc: [],
  replyTo: null,
  subject: 'From {{ answers.full_name | default: "somebody" }} on {{ response.submittedAt }}',
  body: {
    format: "text",
    content: "Hello {{ answers.gone }},\n\nyou ask about {{ answers.topic }}.",
  },
};
const steps = [
  { id: "mail", type: "email", config: mail },
  {
    id: "post",
    type: "slack",
    config: { channel: "#leads", text: "Mailed: {{ steps.mail.messageId }}" },
  },
];

const subjectOf = (panel: Locator) => panel.getByRole("textbox", { name: "Subject", exact: true });
const listOf = (page: Page) => page.getByRole("listbox", { name: "Values" });

test("values stand as pills that say what they are", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openTexts(page, pipelineId, "Email");
  await expect(subjectOf(panel)).toHaveText("From Your full name on Sent in at");
  const name = panel.getByRole("button", { name: /^answer: Your full name/ });
  await expect(name).toHaveAccessibleName("answer: Your full name, if empty: write “somebody”");
  await expect(panel.getByRole("button", { name: "missing value: gone" })).toBeVisible();

  await test.step("whose card shows the whole way there and the last answer", async () => {
    await name.hover();
    const card = page.locator(".pill-card");
    await expect(card).toContainText("Answers › Your full name");
    await expect(card).toContainText("Last answer: Mary Jackson");
    await page.mouse.move(0, 0);
    await expect(card).toBeHidden();
  });

  await checkLooks(page, "panel-pills");
});

test("a value is put in by @, by braces, by the button and by key, and goes by Backspace", async ({
  page,
  request,
}) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openTexts(page, pipelineId, "Email");
  const subject = subjectOf(panel);
  const stored = async () => (await storedConfig(request, pipelineId, "mail"))["subject"];
  await rewrite(subject, "Hi");
  const { keyboard } = page;

  await test.step("@, a search and Enter", async () => {
    await pressAndSettle(subject, "Control+End");
    await keyboard.type(" @");
    await expect(page.getByRole("combobox", { name: "Search for a value" })).toBeFocused();
    await keyboard.type("full");
    await keyboard.press("Enter");
    await expect(subject).toBeFocused();
    await keyboard.type("!");
    await expect(subject).toHaveText("Hi Your full name!");
    await expect.poll(stored).toBe("Hi {{ answers.full_name }}!");
  });

  await test.step("an @ within a word is a letter", async () => {
    await keyboard.type(" a@b");
    await expect(listOf(page)).toBeHidden();
  });

  await test.step("braces, written out to the end", async () => {
    await keyboard.type(" {{");
    await expect(page.getByRole("combobox", { name: "Search for a value" })).toBeFocused();
    await keyboard.type(" answers.budget }}");
    await expect(subject).toBeFocused();
    await expect.poll(stored).toBe("Hi {{ answers.full_name }}! a@b {{ answers.budget }}");
  });

  await test.step("Backspace takes the whole pill and leaves nothing of it", async () => {
    await keyboard.press("Backspace");
    await expect.poll(stored).toBe("Hi {{ answers.full_name }}! a@b ");
    await keyboard.press("Control+z");
    await expect.poll(stored).toBe("Hi {{ answers.full_name }}! a@b {{ answers.budget }}");
    await keyboard.press("Backspace");
  });

  await test.step("Alt and the arrow open the list; Escape closes it, not the panel", async () => {
    await keyboard.press("Alt+ArrowDown");
    await expect(listOf(page)).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Search for a value" })).toBeFocused();
    await keyboard.press("Escape");
    await expect(listOf(page)).toBeHidden();
    await expect(subject).toBeFocused();
  });

  await test.step("the tabs, by arrow keys, and a formula", async () => {
    await panel.getByRole("button", { name: "Insert an answer into Subject" }).click();
    await expect(
      listOf(page).getByRole("option", { name: /^Budget in euro.*Last: 12000.5/ }),
    ).toBeVisible();
    await expect(listOf(page).getByRole("option", { name: /Last: A new website/ })).toBeVisible();
    await keyboard.press("ArrowLeft");
    await listOf(page)
      .getByRole("option", { name: /^Two decimals/ })
      .click();
    await expect(listOf(page).getByRole("option", { name: /^When shall we/ })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await listOf(page)
      .getByRole("option", { name: /^Budget in euro/ })
      .click();
    await expect
      .poll(stored)
      .toBe("Hi {{ answers.full_name }}! a@b {{ answers.budget | number: 2 }}");
  });

  await test.step("what does not fit an address is dimmed, with the reason", async () => {
    await panel.getByRole("button", { name: "Insert an answer into To", exact: true }).click();
    const options = listOf(page).getByRole("option");
    await expect(options.first()).toHaveAccessibleName(/^E-mail address/);
    await expect(listOf(page).getByRole("option", { name: /^Budget/ })).toContainText(
      "Gives a number; an email address goes here",
    );
    await checkLooks(page, "panel-picker");
    await page.setViewportSize({ width: 1440, height: 900 });
    await keyboard.press("Escape");
  });
});

test("a pill's menu changes how it is written and what happens when it is empty", async ({
  page,
  request,
}) => {
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openTexts(page, pipelineId, "Email");
  const stored = async () => (await storedConfig(request, pipelineId, "mail"))["subject"];
  const { keyboard } = page;

  await test.step("by keyboard: the arrow chooses it, Enter opens", async () => {
    await subjectOf(panel).click({ position: { x: 20, y: 12 } });
    await pressAndSettle(subjectOf(panel), "Control+End");
    await keyboard.press("ArrowLeft");
    await expect(panel.getByRole("button", { name: /^about this response/ })).toHaveAttribute(
      "data-selected",
    );
    await keyboard.press("Enter");
    const menu = page.getByRole("dialog", { name: "What this value does" });
    await menu.getByLabel("How it is written").selectOption("date-long");
    await menu.getByLabel("If it is empty").selectOption("Skip this step");
    await checkLooks(page, "pill-menu");
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect
      .poll(stored)
      .toBe(
        'From {{ answers.full_name | default: "somebody" }} on {{ response.submittedAt | date: "long" | orSkip }}',
      );
    await keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(subjectOf(panel)).toBeFocused();
  });

  await test.step("a text for when it is empty", async () => {
    await panel.getByRole("button", { name: /^answer: Your full name/ }).click();
    const menu = page.getByRole("dialog", { name: "What this value does" });
    await menu.getByLabel("The text").fill('a "friend"');
    await expect.poll(stored).toContain('default: "a \\"friend\\""');
    await menu.getByRole("button", { name: "Remove" }).click();
    await expect.poll(stored).toMatch(/^From {2}on \{\{/);
  });

  await test.step("a broken one is replaced by what it may have been", async () => {
    await panel.getByRole("button", { name: "missing value: gone" }).click();
    const menu = page.getByRole("dialog", { name: "What this value does" });
    await menu
      .getByRole("button", { name: /^Use “.*” instead/ })
      .first()
      .click();
    await expect(panel.getByRole("button", { name: /^missing value/ })).toHaveCount(0);
  });
});

test("pills are copied, pasted and dragged with what they are bound to", async ({
  page,
  request,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { pipelineId } = await makeDraft(request, steps);
  const panel = await openTexts(page, pipelineId, "Email");
  const { keyboard } = page;
  const body = panel.getByRole("textbox", { name: "Text", exact: true });
  const content = async () => {
    const stored = (await storedConfig(request, pipelineId, "mail"))["body"];
    return typeof stored === "object" && stored !== null ? Reflect.get(stored, "content") : null;
  };

  await test.step("from one field to another", async () => {
    await pressAndSettle(subjectOf(panel), "Control+a");
    await keyboard.press("Control+c");
    await pressAndSettle(body, "Control+a");
    await keyboard.press("Control+v");
    await expect.poll(content).toBe(mail.subject);
  });

  await test.step("as text from elsewhere, lines and all", async () => {
    await page.evaluate(async () => {
      await navigator.clipboard.writeText("Dear {{answers.full_name}},\n\n{{ broken\nbye");
    });
    await pressAndSettle(body, "Control+a");
    await keyboard.press("Control+v");
    await expect.poll(content).toBe("Dear {{answers.full_name}},\n\n{{ broken\nbye");
    await expect(body.getByRole("button")).toHaveCount(1);
  });

  await test.step("by the mouse", async () => {
    await rewrite(body, "one two ");
    await pressAndSettle(body, "Control+End");
    await keyboard.type("@");
    await expect(page.getByRole("combobox", { name: "Search for a value" })).toBeFocused();
    await keyboard.press("Enter");
    await expect.poll(content).toBe("one two {{ answers.full_name }}");
    const start = await body.locator("p").boundingBox();
    await body.getByRole("button").dragTo(body.locator("p"), {
      targetPosition: { x: 2, y: (start?.height ?? 24) / 2 },
    });
    await expect.poll(content).toBe("{{ answers.full_name }}one two ");
  });

  await test.step("leaving a field is one step of the editor's undo", async () => {
    await rewrite(subjectOf(panel), "New subject");
    await body.focus();
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect(subjectOf(panel)).toHaveText("From Your full name on Sent in at");
  });
});

test("what was typed before the editor of texts arrived is kept", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, steps);
  let arrive = () => {};
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/assets/pill-editor-*.js", async (route) => {
    await late;
    await route.continue();
  });
  const panel = await openSettings(page, pipelineId, "Slack");
  const message = panel.getByRole("textbox", { name: "Message" });
  await expect(message).toHaveValue("Mailed: {{ steps.mail.messageId }}");
  await pressAndSettle(message, "Control+End");
  await page.keyboard.type(", at last");
  arrive();
  await expect(message).toHaveText("Mailed: Email: Message-ID, at last");
  await expect(message).toBeFocused();
  await page.keyboard.type("!");
  await expect(message).toHaveText("Mailed: Email: Message-ID, at last!");
});
