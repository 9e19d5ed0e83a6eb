import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { owner } from "./support/account.ts";
import { callApi, makeForm, makePipeline, submit } from "./support/api.ts";
import { publish, settingsOf } from "./support/editor-page.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { openHookSink } from "./support/sinks.ts";

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "mail", kind: "email", label: "Mail" },
  { id: "contact", kind: "email", label: "Contact" },
];
const filled = { combinator: "and", rules: [{ field: "answers.mail", operator: "isNotEmpty" }] };

/** Filter, mail and webhook in a row; all three use the question “Mail”. */
const graphOf = (url: string, { condition = filled, to = "{{ answers.mail }}" } = {}) => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "only", type: "filter", config: { condition } },
    {
      id: "thanks",
      type: "email",
      name: "Thank you",
      config: {
        to: [to],
        subject: "Thanks",
        body: { format: "text", content: "Hello {{ answers.name }}, {{ answers.mail }}" },
      },
    },
    {
      id: "hook",
      type: "webhook",
      name: "Tell us",
      config: {
        url,
        method: "POST",
        headers: {},
        body: { mode: "custom", json: { mail: "{{ answers.mail }}", name: "{{ answers.name }}" } },
      },
    },
  ],
  edges: [
    { id: "e1", source: "trigger", target: "only" },
    { id: "e2", source: "only", target: "thanks" },
    { id: "e3", source: "thanks", target: "hook" },
  ],
});

const pipelineView = z.object({
  version: z.number(),
  graph: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        name: z.string().optional(),
        config: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
});

async function writeSubject(page: Page, text: string): Promise<void> {
  await page.getByRole("link", { name: "email Mail", exact: true }).click();
  const subject = settingsOf(page, "Thank you").getByRole("textbox", { name: "Subject" });
  await subject.fill(text);
  await page.keyboard.press("Escape");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
}

test("an owner sees what changed, publishes it, and brings a version back", async ({
  page,
  request,
}) => {
  const form = await makeForm(request, { name: "History", fields });
  const id = await makePipeline(request, {
    formId: form.id,
    name: "Thank them",
    graph: graphOf("https://example.org/"),
  });
  await page.goto(`/pipelines/${id}`);

  await test.step("the live pill counts and lists the changes, and takes them back", async () => {
    await expect(page.getByText("Live v1", { exact: true })).toBeVisible();
    await writeSubject(page, "Hello there");
    const pill = page.getByRole("button", { name: "Live v1 · draft has 1 change" });
    await pill.click();
    const list = page.getByRole("list", { name: "Changes since version 1" });
    await expect(list).toContainText("Subject changed from “Thanks” to “Hello there”");
    await page.getByRole("button", { name: "Discard these changes" }).click();
    await expect(page.getByRole("button", { name: "Live v1", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await expect(pill).toBeVisible();
  });

  await test.step("the sheet says what changes before it is live, and shows the first run", async () => {
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const sheet = page.getByRole("dialog", { name: "Publish this draft" });
    await expect(sheet.getByRole("list", { name: "What changes" })).toContainText("Thank you");
    await sheet.getByLabel("Note (optional)").fill("A warmer subject");
    await sheet.getByRole("button", { name: "Publish now" }).click();
    const done = page.getByRole("dialog", { name: "Version 2 is published" });
    await expect(done.getByText("Version 2 is live. Every new response runs it.")).toBeVisible();
    await submit(request, form.id, { name: "Ada" });
    await expect(done.getByRole("link", { name: "Done" })).toBeVisible({ timeout: 20_000 });
    await done.getByRole("button", { name: "Done" }).click();
  });

  await test.step("the versions tell who, when and what, and come back as the draft", async () => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: /^Versions/ }).click();
    await expect(page.getByRole("heading", { name: "Version 2, live" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Versions" })).toContainText(
      "A warmer subject",
    );
    await expect(page.getByRole("list", { name: "What differs" })).toContainText(
      "from “Thanks” to “Hello there”",
    );
    await expect(
      page.getByRole("region", { name: "Picture of what changed" }).getByText("Changed"),
    ).toBeVisible();
    await checkLooks(page, "versions");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("link", { name: /^Version 1/ }).click();
    await page.getByRole("button", { name: "Bring back as the draft" }).click();
    await expect(page.getByText("Version 1 is your draft now")).toBeVisible();
    await expect(page.getByRole("link", { name: /^Draft/ })).toBeVisible();
    const toast = page.locator(".mantine-Notification-root", {
      hasText: "Version 1 is your draft now",
    });
    await toast.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Your draft is back")).toBeVisible();
    await expect(page.getByRole("link", { name: /^Draft/ })).toBeHidden();
  });
});

test("two people edit one draft: different steps are joined, one step is a choice", async ({
  page,
  browser,
  request,
}) => {
  const form = await makeForm(request, { name: "Together", fields });
  const id = await makePipeline(request, {
    formId: form.id,
    name: "Both",
    graph: graphOf("https://example.org/"),
  });
  const second = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await second.newPage();
  const rename = async (on: Page, clause: string, step: string, name: string) => {
    await on.getByRole("link", { name: clause, exact: true }).click();
    await settingsOf(on, step).getByRole("textbox", { name: "Name of this step" }).fill(name);
    await on.keyboard.press("Escape");
  };
  await page.goto(`/pipelines/${id}`);
  await other.goto(`/pipelines/${id}`);
  await expect(page.getByRole("link", { name: "email Mail", exact: true })).toBeVisible();

  await test.step("changes of different steps are both kept, and it says whose they are", async () => {
    await rename(other, "send a webhook to example.org", "Tell us", "Theirs");
    await expect(other.getByText("Saved", { exact: true })).toBeVisible();
    await rename(page, "email Mail", "Thank you", "Mine");
    await expect(page.getByText(/changed “Theirs” meanwhile/)).toBeVisible();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await expect.poll(() => namesOf()).toEqual([undefined, undefined, "Mine", "Theirs"]);
  });

  await test.step("undoing one's own edit leaves theirs alone", async () => {
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await expect.poll(() => namesOf()).toEqual([undefined, undefined, "Thank you", "Theirs"]);
  });

  await test.step("a change of the same step is a choice, step by step", async () => {
    await other.reload();
    await rename(other, "email Mail", "Thank you", "Second");
    await expect(other.getByText("Saved", { exact: true })).toBeVisible();
    await rename(page, "email Mail", "Thank you", "First");
    const dialog = page.getByRole("dialog", { name: "Two people changed the same steps" });
    await expect(dialog).toContainText(`${owner.name} saved this draft`);
    await dialog.getByRole("radio", { name: /^Take what/ }).check();
    await dialog.getByRole("button", { name: "Use these choices" }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await expect.poll(() => namesOf()).toEqual([undefined, undefined, "Second", "Theirs"]);
  });
  await second.close();

  async function namesOf() {
    const { graph } = await callApi(
      request,
      { method: "GET", path: `/api/pipelines/${id}` },
      pipelineView,
    );
    return graph.nodes.map((node) => node.name);
  }
});

test("a question that three steps use is replaced in all of them, and what is live runs as before", async ({
  page,
  request,
}) => {
  const sink = await openHookSink();
  const form = await makeForm(request, { name: "Lost question", fields });
  const named = {
    combinator: "or",
    rules: [...filled.rules, { field: "answers.name", operator: "isNotEmpty" }],
  };
  const id = await makePipeline(request, {
    formId: form.id,
    name: "Tell",
    graph: graphOf(sink.url, { condition: named, to: "team@example.test" }),
  });

  await test.step("the list names all three", async () => {
    await page.goto(`/forms/${form.id}`);
    await page.getByRole("button", { name: "Remove question 2" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const uses = page.getByRole("dialog").getByRole("region", { name: "Mail" });
    await expect(uses.getByRole("listitem")).toHaveCount(3);
    for (const step of ["Only if", "Thank you", "Tell us"])
      await expect(uses).toContainText(`“${step}”`);
    await expect(uses.getByRole("option").nth(1)).toHaveText("Contact");
    await checkLooks(page, "question-goes");
  });

  await test.step("replacing mends all three", async () => {
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Use instead of “Mail”").selectOption({ label: "Contact" });
    await dialog.getByRole("button", { name: "Save and replace" }).click();
    await expect(
      page.getByText("Saved, and the drafts are mended. Publish them to make it live."),
    ).toBeVisible();
    await page.goto(`/pipelines/${id}`);
    await expect(page.getByText("No problems")).toBeVisible();
    await expect(page.getByRole("button", { name: /draft has 3 changes/ })).toBeVisible();
  });

  await test.step("the published version still runs as before", async () => {
    await submit(request, form.id, { name: "Ada", contact: "ada@example.org" });
    await expect.poll(() => sink.calls.length, { timeout: 20_000 }).toBe(1);
    expect(JSON.parse(sink.calls[0]?.body ?? "")).toEqual({ mail: "", name: "Ada" });
    await publish(page);
    await submit(request, form.id, { name: "Grace", contact: "grace@example.org" });
    await expect.poll(() => sink.calls.length, { timeout: 20_000 }).toBe(2);
    expect(JSON.parse(sink.calls[1]?.body ?? "")).toEqual({
      mail: "grace@example.org",
      name: "Grace",
    });
  });
  await sink.close();
});

test("an automation leaves as a file and comes back", async ({ page, request }) => {
  const form = await makeForm(request, { name: "Files", fields });
  const id = await makePipeline(request, {
    formId: form.id,
    name: "Way out",
    graph: graphOf("https://example.org/"),
  });
  await page.goto(`/pipelines/${id}`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^Export as a file/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("way-out.automation.json");
  const file = await download.path();
  await page.goto(`/forms/${form.id}/automations`);
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByRole("heading", { level: 1, name: /^Way out/ })).toBeVisible();
  await expect(page.getByText("Draft, never published")).toBeVisible();
  await page.goto(`/forms/${form.id}/automations`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(page.getByText("This file holds no automation.")).toBeVisible();
});
