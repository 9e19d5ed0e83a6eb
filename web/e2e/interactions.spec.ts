import { expect, type APIRequestContext, type Page } from "@playwright/test";
import { makeForm, makePipeline } from "./support/api.ts";
import { settingsOf } from "./support/editor-page.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const fields = [
  { id: "name", kind: "text", label: "Your name", required: true },
  { id: "budget", kind: "number", label: "Budget", required: false },
  { id: "people", kind: "number", label: "How many people?", required: false },
];
const edge = (source: string, target: string) => ({
  id: `${source}-${target}`,
  source,
  sourcePort: "out",
  target,
  targetPort: "in",
});

/** A mail without an address, and a Slack step that is switched off. */
const unfinished = {
  schemaVersion: 1,
  notes: [],
  nodes: [
    { id: "t", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "e",
      type: "email",
      config: {
        to: [],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: "Hello",
        body: { format: "text", content: "Hello" },
      },
    },
    {
      id: "s",
      type: "slack",
      config: { channel: null, text: "Hello" },
      settings: { disabled: true },
    },
  ],
  edges: [edge("t", "e"), edge("e", "s")],
};

async function openUnfinished(page: Page, request: APIRequestContext, name: string) {
  const form = await makeForm(request, { name, fields });
  const wish = { formId: form.id, name, graph: unfinished, draft: true };
  await page.goto(`/pipelines/${await makePipeline(request, wish)}`);
}

test("a card says what it lacks, that it is off, and where the way ends", async ({
  page,
  request,
}) => {
  await openUnfinished(page, request, "States of cards");
  await expect(page.getByRole("group", { name: /^Email.*Add an address/ })).toBeVisible();
  await expect(page.getByRole("group", { name: /^Slack.*[Oo]ff/ })).toBeVisible();
  await expect(page.getByText("Ends here")).toBeVisible();
});

test("a problem leads to its step", async ({ page, request }) => {
  await openUnfinished(page, request, "Jump");
  await page.getByRole("button", { name: /problem|to mend/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Add an address/ })
    .first()
    .click();
  await expect(settingsOf(page, "Email")).toBeVisible();
});

test("an edit is saved by itself, can be undone, and outlives a reload", async ({
  page,
  request,
}) => {
  await openUnfinished(page, request, "Saves itself");
  await page.getByRole("group", { name: /^Email/ }).click();
  await settingsOf(page, "Email").getByLabel("Name of this step").fill("Mail to Ada");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await settingsOf(page, "Mail to Ada").getByRole("button", { name: "Close the settings" }).click();
  await page.reload();
  await expect(page.getByRole("group", { name: /^Mail to Ada/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("group", { name: /^Email/ })).toBeVisible();
});

test("recipes are searched, ask what they must, and say what a form lacks", async ({
  page,
  request,
}) => {
  const form = await makeForm(request, { name: "Recipes", fields });
  await page.goto(`/forms/${form.id}/automations`);
  await expect(page.getByText("This form asks for no email address")).toBeVisible();
  await expect(page.getByRole("button", { name: "Instead: Mail me each answer" })).toBeVisible();
  await page.getByRole("link", { name: "See all beginnings" }).click();
  await checkLooks(page, "recipes");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByLabel("Search for a beginning").fill("sales budg");
  await expect(page.getByRole("button", { name: /^Use this/ })).toHaveCount(1);

  await page.getByRole("button", { name: "Use this: Big leads to sales" }).click();
  const dialog = page.getByRole("dialog", { name: "Big leads to sales" });
  await expect(dialog.getByLabel("Which number tells a big one?")).toHaveValue("budget");
  await dialog.getByLabel("Where big ones go").fill("sales");
  await dialog.getByRole("button", { name: "Make the automation" }).click();
  await expect(dialog.getByText("Write one email address")).toBeVisible();
  await expect(dialog.getByLabel("Where big ones go")).toBeFocused();
  await dialog.getByLabel("Where big ones go").fill("sales@example.org");
  await expect(dialog.getByText(/Big: email sales@example\.org/)).toBeVisible();
  await checkLooks(page, "recipe-asks");
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole("button", { name: "Make the automation" }).click();

  await expect(page.getByRole("heading", { name: "Big leads to sales", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "No problems" })).toBeVisible();
  await expect(page.getByRole("group", { name: /^Mail to sales/ })).toBeVisible();
});

test("a recipe takes a connection that is made while it asks", async ({ page, request }) => {
  const form = await makeForm(request, { name: "Recipes with Slack", fields });
  await page.goto(`/forms/${form.id}/automations/new`);
  await page.getByRole("button", { name: "Use this: Post to Slack" }).click();
  const dialog = page.getByRole("dialog", { name: "Post to Slack" });
  await dialog.getByLabel("Channel").fill("#leads");
  const add = dialog.getByRole("button", { name: "Add a connection" });
  await add.click();
  const adding = page.getByRole("dialog", { name: "Add: Slack" });
  await expect(adding.getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(adding).toBeHidden();
  await expect(add).toBeFocused();

  await add.press("Enter");
  await adding.getByLabel("Name").fill("Slack of the team");
  await adding.getByLabel("Bot token").fill("xoxb-1-made-for-this-test");
  await checkLooks(page, "recipe-connection");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press("Enter");
  await expect(adding).toBeHidden();
  const chosen = dialog.getByRole("combobox", { name: "Slack" }).locator("option:checked");
  await expect(chosen).toHaveText("Slack of the team");
  await expect(dialog.getByLabel("Channel")).toHaveValue("#leads");
  await dialog.getByRole("button", { name: "Make the automation" }).click();
  await expect(page.getByRole("button", { name: "No problems" })).toBeVisible();
});

test("an empty list offers the next act", async ({ page, request }) => {
  const form = await makeForm(request, { name: "Empty lists", fields });
  await page.goto(`/forms/${form.id}`);
  await page.getByRole("link", { name: "Add an automation" }).click();
  await expect(page.getByRole("button", { name: "Start blank" })).toBeVisible();
  await page.goto(`/forms/${form.id}/responses`);
  await expect(page.getByRole("link", { name: "Make a test response" })).toBeVisible();
  await page.goto(`/runs?formId=${form.id}`);
  await expect(page.getByText("Nothing has run for this form yet")).toBeVisible();
  await expect(page.getByRole("link", { name: "Make a test response" })).toHaveAttribute(
    "href",
    form.publicUrl,
  );
});
