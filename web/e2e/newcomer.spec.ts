import { expect } from "@playwright/test";
import { startServer, type TestServer } from "./server.ts";
import { owner } from "./support/account.ts";
import { collectFaults, test as journey } from "./support/journey.ts";
import { answerForm, fillIn, send } from "./support/public-form.ts";
import { newestRun, openStep, runState, runStep } from "./support/run-page.ts";

/** A server of its own, because a first visit happens once. */
const test = journey.extend<object, { readonly server: TestServer }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the braces
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.baseUrl),
  // oxlint-disable-next-line no-empty-pattern -- as above
  storageState: async ({}, use) => use({ cookies: [], origins: [] }),
});

const goodAnswers = {
  "Your name": "Grace Hopper",
  "E-mail": "grace@example.test",
  "What is it about?": "A new website",
  "Budget in euro": "5000",
  "Your message": "We need a compiler, and a page about it.",
};

test("a newcomer goes from the set-up link to a mail in the outbox", async ({
  page,
  browser,
  server,
}) => {
  await test.step("makes the account by the link that the server printed", async () => {
    await page.goto(`/setup#token=${server.setupToken}`);
    await page.getByLabel("Your name").fill(owner.name);
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel(/^Password/).fill(owner.password);
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page.getByRole("heading", { name: "Weave answers into action" })).toBeVisible();
  });

  await test.step("loads the demo", async () => {
    await page.getByRole("button", { name: "Load the demo" }).click();
    await expect(page.getByRole("heading", { name: "Contact us" })).toBeVisible();
  });

  await page.goto("/runs");
  await expect(page.getByText("Nothing has run yet")).toBeVisible();
  const visitor = await browser.newContext({ javaScriptEnabled: false, baseURL: server.baseUrl });
  const visitorFaults = collectFaults(visitor);
  const form = await visitor.newPage();

  await test.step("answers the form without JavaScript, wrongly at first", async () => {
    await form.goto("/f/contact");
    await fillIn(form, { ...goodAnswers, "E-mail": "grace at example" });
    await send(form);
    const summary = form.getByRole("alert");
    await expect(summary).toContainText("Something needs another look");
    await expect(summary.getByRole("link", { name: /^E-mail:/ })).toBeVisible();
    await expect(form.getByLabel("E-mail")).toHaveValue("grace at example");
    await expect(form.getByLabel("Your message")).toHaveValue(goodAnswers["Your message"]);
    await expect(form.getByLabel("A new website")).toBeChecked();
  });

  await test.step("mends it and sends", async () => {
    await fillIn(form, { "E-mail": goodAnswers["E-mail"] });
    await send(form);
    await expect(form).toHaveURL(/\/f\/contact\/thanks$/);
    await expect(form.getByText("Thank you. We have your message")).toBeVisible();
  });

  await test.step("sees the run appear and what each step did", async () => {
    await expect(newestRun(page)).toContainText("Done");
    await newestRun(page).getByRole("link").click();
    await expect(runState(page)).toHaveText("Done");
    await expect(runStep(page, "When", "Done")).toBeVisible();
    await expect(runStep(page, "Only budgets over 1,000", "Done")).toBeVisible();
    await expect(page.getByRole("group", { name: /^Post to Slack.*: Switched off/ })).toBeVisible();
    const mail = await openStep(page, "Mail to us", "Caught, not sent");
    await expect(mail.getByText("the mail was kept here instead")).toBeVisible();
    await mail.getByRole("link", { name: "outbox" }).click();
  });

  await test.step("reads the mail in the outbox", async () => {
    const mail = page.getByRole("article", { name: "Mail" });
    await expect(mail.getByText("Caught, not sent")).toBeVisible();
    await expect(mail).toContainText(owner.email);
    await expect(mail).toContainText("Grace Hopper");
  });

  await test.step("sees in words why a small budget was not mailed", async () => {
    await answerForm(form, "/f/contact", { ...goodAnswers, "Budget in euro": "10" });
    await page.goto("/runs");
    await expect(newestRun(page)).toContainText("Not for this one");
    await newestRun(page).getByRole("link").click();
    await expect(runState(page)).toHaveText("Not for this one");
    const mail = await openStep(page, "Mail to us", "Skipped");
    await expect(mail.getByText("The condition before it did not hold.")).toBeVisible();
  });
  expect(visitorFaults).toEqual([]);
  await visitor.close();
});
