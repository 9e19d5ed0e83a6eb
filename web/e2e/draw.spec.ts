import { expect } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { finishedRun, readRun } from "./support/api.ts";
import { owner } from "./support/account.ts";
import {
  addAfter,
  addBeside,
  insertAnswer,
  publish,
  switchOn,
  typeOn,
} from "./support/editor-page.ts";
import { addConnection, addQuestion } from "./support/form-page.ts";
import { test } from "./support/journey.ts";
import { answerForm } from "./support/public-form.ts";
import { newestRun, openStep, runState } from "./support/run-page.ts";
import { openHookSink, openMailSink, openSlackSink, slackBot } from "./support/sinks.ts";

/** What somebody unkind types as a name. */
const unkindName = "<script>alert(1)</script> <!channel> *bold*";

test("an owner draws mail, Slack and webhook, and they arrive unharmed", async ({
  page,
  request,
}) => {
  const mailSink = await openMailSink();
  const slackSink = await openSlackSink();
  const hookSink = await openHookSink();

  await test.step("connects a mail server and Slack", async () => {
    await addConnection(page, "Mail server", async (drawer) => {
      await drawer.getByLabel("Name").fill("Our mail server");
      await drawer.getByLabel("Host").fill("127.0.0.1");
      await drawer.getByLabel("Port").fill(String(mailSink.port));
      await drawer.getByLabel("Security").selectOption({ label: "none" });
      await drawer.getByLabel("From").fill("Forms <forms@example.test>");
    });
    await addConnection(page, "Slack", async (drawer) => {
      await drawer.getByLabel("Name").fill("Our Slack");
      await drawer.getByLabel("Bot token").fill(slackBot.token);
      await drawer.getByLabel("Slack's address").fill(slackSink.url);
    });
    const slack = page.getByRole("region", { name: "Slack" });
    await slack.getByRole("button", { name: "Test Our Slack" }).click();
    await expect(page.getByText(`Signed in to ${slackBot.team}`)).toBeVisible();
  });

  await test.step("makes a form of three questions", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: /^(Make your first form|New form)$/ }).click();
    const dialog = page.getByRole("dialog", { name: "New form" });
    await dialog.getByLabel("What is it called?").fill("Offers");
    await dialog.getByLabel("Begin with").selectOption({ label: "No questions yet" });
    await dialog.getByRole("button", { name: "Make the form" }).click();
    await expect(page.getByRole("heading", { name: "Offers" })).toBeVisible();
    await addQuestion(page, "Short text", "Name");
    await addQuestion(page, "Email", "Email");
    await addQuestion(page, "Number", "Budget");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("region", { name: "Unsaved changes" })).toBeHidden();
  });
  const formId = /\/forms\/([^/]+)/.exec(page.url())?.[1] ?? "";

  const secret = await test.step("makes a secret that signs its webhooks", async () => {
    await page.getByRole("navigation", { name: "Form" }).getByText("Settings").click();
    await page.getByRole("button", { name: "Make a new secret" }).click();
    return page.getByLabel("The new secret").inputValue();
  });

  await test.step("draws the automation", async () => {
    await page.getByRole("navigation", { name: "Form" }).getByText("Automations").click();
    await page.getByRole("button", { name: "Start blank" }).click();

    const filter = await addAfter(page, "When", "Only if");
    await filter.getByRole("button", { name: "Add a rule" }).click();
    await filter.getByLabel("Rule 1: which value").selectOption({ label: "Budget" });
    await filter.getByLabel("Rule 1: how it compares").selectOption({ label: "is more than" });
    await filter.getByLabel("Rule 1: value").fill("1000");

    const email = await addAfter(page, "Only if", "Email");
    await email.getByLabel("Mail server").selectOption({ label: "Our mail server" });
    await email.getByRole("textbox", { name: "To", exact: true }).fill(owner.email);
    await insertAnswer(email, "Reply to", "Email");
    await typeOn(email, "Subject", "An offer from ");
    await insertAnswer(email, "Subject", "Name");
    await typeOn(email, "Text", "From ");
    await insertAnswer(email, "Text", "Name");
    await typeOn(email, "Text", ", who has ");
    await insertAnswer(email, "Text", "Budget");
    await typeOn(email, "Text", " euro.");

    const slack = await addBeside(page, "Only if", "Slack");
    await slack.getByLabel("Slack", { exact: true }).selectOption({ label: "Our Slack" });
    await slack.getByRole("textbox", { name: "Channel" }).fill("#leads");
    await typeOn(slack, "Message", "An offer from ");
    await insertAnswer(slack, "Message", "Name");

    const webhook = await addBeside(page, "Only if", "Webhook");
    await webhook.getByRole("textbox", { name: "Address" }).fill(`${hookSink.url}/offers`);
    await expect(
      page.getByText(/^When someone submits .* only if Budget is over 1,000/),
    ).toBeVisible();
    await publish(page);
    await switchOn(page);
  });

  await test.step("a visitor answers, unkindly", async () => {
    const form = await page.context().newPage();
    await answerForm(form, await publicUrl(), {
      Name: unkindName,
      Email: "grace@example.test",
      Budget: "5000",
    });
    await form.close();
  });
  const runId = await finishedRun(request, formId);
  const run = await readRun(request, runId);
  const keyOf = (type: string) => run.steps.find((step) => step.nodeType === type)?.effects[0]?.key;

  await test.step("the mail server got one mail, with the answers as plain text", () => {
    expect(mailSink.mails).toHaveLength(1);
    const [mail] = mailSink.mails;
    expect(mail?.recipients).toEqual([owner.email]);
    expect(mail?.parsed.messageId).toBe(`<${keyOf("email")}@example.test>`);
    expect(mail?.parsed.replyTo?.text).toBe("grace@example.test");
    expect(mail?.parsed.subject).toBe(`An offer from ${unkindName}`);
    expect(mail?.parsed.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(mail?.parsed.html).not.toContain("<script");
    expect(mail?.parsed.text).toContain(unkindName);
  });

  await test.step("Slack got one message that pings nobody", () => {
    const posts = slackSink.calls.filter(({ path }) => path === "/api/chat.postMessage");
    expect(posts).toHaveLength(1);
    expect(posts[0]?.headers["idempotency-key"]).toBe(keyOf("slack"));
    expect(posts[0]?.body).toContain("&lt;!channel&gt;");
    expect(posts[0]?.body).not.toContain("<!channel>");
    expect(posts[0]?.body).not.toContain("<script>");
  });

  await test.step("the webhook is signed, as any library of the standard can tell", () => {
    expect(hookSink.calls).toHaveLength(1);
    const [call] = hookSink.calls;
    expect(call?.path).toBe("/offers");
    expect(call?.headers["webhook-id"]).toBe(keyOf("webhook"));
    const event = new Webhook(secret).verify(call?.body ?? "", { ...call?.headers });
    expect(event).toMatchObject({
      type: "form.submitted",
      data: { runId, answers: { name: unkindName, email: "grace@example.test", budget: 5_000 } },
    });
  });

  await test.step("the run shows what went in, what came out and each try", async () => {
    await page.goto("/runs");
    await newestRun(page).getByRole("link").click();
    await expect(runState(page)).toHaveText("Done");
    const email = await openStep(page, "Email", "Done");
    await email.getByRole("tab", { name: "Result" }).click();
    await expect(email.getByRole("tabpanel")).toContainText(keyOf("email") ?? "no key");
    await email.getByRole("tab", { name: "Input" }).click();
    await expect(email.getByRole("tabpanel")).toContainText(`An offer from ${unkindName}`);
    await email.getByRole("tab", { name: "Attempts (1)" }).click();
    await expect(email.getByRole("tabpanel")).toContainText(/Try 1\s*Worked/);
    const webhook = await openStep(page, "Webhook", "Done");
    await webhook.getByRole("tab", { name: "Result" }).click();
    await expect(webhook.getByRole("tabpanel")).toContainText("200");
    await openStep(page, "Slack", "Done");
  });
  await Promise.all([mailSink.close(), slackSink.close(), hookSink.close()]);

  async function publicUrl(): Promise<string> {
    const answer = await request.get(`/api/forms/${formId}`);
    const { publicUrl: url } = JSON.parse(await answer.text());
    return String(url);
  }
});
