import { expect } from "@playwright/test";
import { makeDraft, openTexts, storedConfig } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";

const mail = (body: { readonly format: "html" | "text"; readonly content: string }) => [
  {
    id: "mail",
    type: "email",
    config: { to: ["ada@example.test"], cc: [], bcc: [], replyTo: null, subject: "Hello", body },
  },
];

/** Nothing that a browser would fetch. */
const picture = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

test("a mail is designed without a word of HTML", async ({ page, request }) => {
  const { pipelineId } = await makeDraft(request, mail({ format: "html", content: "" }));
  const panel = await openTexts(page, pipelineId, "Email");
  const text = panel.getByRole("textbox", { name: "Text", exact: true });
  const tools = panel.getByRole("toolbar", { name: "Looks of Text" });
  const { keyboard } = page;
  const content = async (): Promise<string> => {
    const body = (await storedConfig(request, pipelineId, "mail"))["body"];
    return String(typeof body === "object" && body !== null ? Reflect.get(body, "content") : "");
  };

  await test.step("heading, bold words, a list and a pill", async () => {
    await text.click();
    await tools.getByLabel("Kind of paragraph").selectOption("Large heading");
    await expect(text).toBeFocused();
    await keyboard.type("Thank you");
    await keyboard.press("Enter");
    await keyboard.type("Dear @");
    await page.getByRole("combobox", { name: "Search for a value" }).fill("full");
    await keyboard.press("Enter");
    await expect(text).toBeFocused();
    await keyboard.type(", ");
    await keyboard.press("Control+b");
    await keyboard.type("welcome");
    await keyboard.press("Control+b");
    await keyboard.press("Enter");
    await tools.getByRole("button", { name: "List", exact: true }).click();
    await expect(text).toBeFocused();
    await keyboard.type("first");
    await keyboard.press("Enter");
    await keyboard.type("second");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await expect
      .poll(content)
      .toContain("Dear {{ answers.full_name }}, <strong>welcome</strong></p>");
    await expect.poll(content).toMatch(/<h1 style="[^"]*">Thank you<\/h1>/);
    await expect
      .poll(content)
      .toMatch(/<li style="[^"]*">first<\/li><li style="[^"]*">second<\/li>/);
  });

  await test.step("a link, by the toolbar's keys", async () => {
    await keyboard.type("See ");
    await tools.getByRole("button", { name: "Bold" }).focus();
    for (let step = 0; step < 4; step += 1) await keyboard.press("ArrowRight");
    await expect(tools.getByRole("button", { name: "Link" })).toBeFocused();
    await keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Add a link" });
    await dialog.getByLabel("Words").fill("our page");
    await dialog.getByRole("textbox", { name: "Where it leads" }).fill("example.test/a");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect
      .poll(content)
      .toMatch(/See <a href="https:\/\/example.test\/a" style="[^"]*">our page<\/a>/);
  });

  await test.step("a button that leads to the response", async () => {
    await tools.getByRole("button", { name: "Add a button" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a button" });
    await dialog.getByRole("textbox", { name: "What it says" }).fill("Open the response");
    await dialog.getByRole("button", { name: "Insert an answer into Where it leads" }).click();
    await page.getByRole("combobox", { name: "Search for a value" }).fill("link to");
    await keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect
      .poll(content)
      .toMatch(/<a href="\{\{ response.url \}\}" style="[^"]*">Open the response<\/a><\/td>/);
  });

  await test.step("an image with its words, and a line", async () => {
    await tools.getByRole("button", { name: "Add an image" }).click();
    const dialog = page.getByRole("dialog", { name: "Add an image" });
    await dialog.getByRole("textbox", { name: "Address of the image" }).fill(picture);
    await dialog.getByRole("textbox", { name: "In words" }).fill("Our logo");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect.poll(content).toContain(`src="${picture}" alt="Our logo"`);
    await tools.getByRole("button", { name: "Add a line" }).click();
    await expect.poll(content).toContain("<hr ");
  });

  await checkLooks(page, "mail-editor");
  await page.setViewportSize({ width: 1440, height: 900 });

  await test.step("whose preview is what is sent", async () => {
    const sent = panel.frameLocator("iframe");
    await expect(sent.getByRole("link", { name: "Open the response" })).toBeVisible();
    await expect(sent.getByText("Dear Mary Jackson, welcome")).toBeVisible();
    await panel.getByRole("button", { name: "Preview with an older response" }).click();
    await expect(sent.getByText("Dear Grace Hopper, welcome")).toBeVisible();
  });

  await test.step("and opens again as it was", async () => {
    const before = await content();
    await page.reload();
    const again = await openTexts(page, pipelineId, "Email");
    await expect(again.getByRole("heading", { name: "Thank you" })).toBeVisible();
    await again.getByRole("button", { name: "Button: Open the response" }).click();
    const dialog = page.getByRole("dialog", { name: "Change the button" });
    await dialog.getByRole("textbox", { name: "What it says" }).fill("Look");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect.poll(content).toBe(before.replace("Open the response", "Look"));
  });

  await test.step("as plain text it says the same", async () => {
    const written = panel.getByRole("radiogroup", { name: "How the mail is written" });
    await written.getByText("Plain text").click();
    await expect.poll(content).toContain("- first\n- second");
    await expect.poll(content).toContain("Look ({{ response.url }})");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(content).toContain("<h1 ");
  });
});

test("HTML written by hand stays as it was written", async ({ page, request }) => {
  const content = '<table class="own"><tr><td>Hello {{ answers.full_name }}</td></tr></table>';
  const { pipelineId } = await makeDraft(request, mail({ format: "html", content }));
  const panel = await openTexts(page, pipelineId, "Email");
  const source = panel.getByRole("textbox", { name: "HTML" });
  await expect(source).toHaveText(
    '<table class="own"><tr><td>Hello Your full name</td></tr></table>',
  );
  await expect(panel.getByText("This HTML stays as it is")).toContainText("<table>");
  await source.press("Control+End");
  await page.keyboard.type("!");
  await expect
    .poll(async () => (await storedConfig(request, pipelineId, "mail"))["body"])
    .toEqual({ format: "html", content: `${content}!` });
  await checkLooks(page, "mail-source");
});

test("simple HTML can be designed on, and its source be seen", async ({ page, request }) => {
  const content = "<p>Hello <b>{{ answers.full_name }}</b></p>";
  const { pipelineId } = await makeDraft(request, mail({ format: "html", content }));
  const panel = await openTexts(page, pipelineId, "Email");
  const text = panel.getByRole("textbox", { name: "Text", exact: true });
  await expect(text.locator("strong")).toHaveText("Your full name");
  await panel.getByRole("button", { name: "Advanced: write the HTML yourself" }).click();
  await expect(panel.getByRole("textbox", { name: "HTML" })).toHaveText(
    "<p>Hello <b>Your full name</b></p>",
  );
  await panel.getByRole("button", { name: "Back to the designed view" }).click();
  await expect(text).toBeVisible();
});
