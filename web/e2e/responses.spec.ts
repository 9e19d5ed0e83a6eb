import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { keyboardActs } from "./support/acts.ts";
import { callApi, finishedRun, submit } from "./support/api.ts";
import { makeDraft } from "./support/draft.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { openHookSink, type HttpSink } from "./support/sinks.ts";

const poison = `<img src=x onerror="document.title='gone'">`;
const versioned = z.object({ version: z.number() });

let sink: HttpSink;
test.beforeAll(async () => {
  sink = await openHookSink();
});
test.afterAll(() => sink.close());

/** A live automation that mails, which is caught for want of a mail server, and then tells the office. */
async function makeLive(request: APIRequestContext): Promise<string> {
  const mail = {
    to: ["{{ answers.email }}"],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: "Thank you",
    body: { format: "text", content: "Dear {{ answers.full_name }}" },
  };
  const hook = {
    url: sink.url,
    body: { mode: "custom", json: { name: "{{ answers.full_name }}" } },
  };
  const tell = { id: "tell", type: "webhook", name: "Tell the office", config: hook };
  const { formId, pipelineId } = await makeDraft(request, [
    { id: "mail", type: "email", config: mail },
    tell,
  ]);
  const path = `/api/pipelines/${pipelineId}`;
  await callApi(request, { method: "POST", path: `${path}/publish`, body: {} }, z.unknown());
  const { version } = await callApi(request, { method: "GET", path }, versioned);
  const headers = { "if-match": `"${version}"` };
  const answer = await request.fetch(path, { method: "PATCH", headers, data: { enabled: true } });
  expect(answer.ok()).toBe(true);
  await submit(request, formId, { full_name: poison, email: "p@example.test", budget: 9_000 });
  await finishedRun(request, formId);
  return formId;
}

test("a response says what became of it, and one step of it is sent again", async ({
  page,
  request,
}) => {
  const formId = await makeLive(request);
  await page.goto(`/forms/${formId}/responses`);
  const rows = page.getByRole("row");

  await test.step("each automation is a column with what it came to", async () => {
    await expect(page.getByRole("columnheader", { name: "Answer them" })).toBeVisible();
    await expect(rows.nth(1)).toContainText("Caught, not sent");
    await expect(rows.nth(1)).toContainText(poison);
    await expect(rows.nth(2)).toContainText("Not run");
  });
  await checkLooks(page, "responses-outcomes");
  await page.setViewportSize({ width: 1440, height: 900 });

  await rows.nth(1).getByRole("button").click();
  const drawer = page.getByRole("dialog", { name: "Response" });
  await expect(drawer.getByRole("alert")).toContainText("was caught: there is no mail server");
  await expect(drawer.getByText("Email to p@example.test")).toBeVisible();
  const host = new URL(sink.url).host;
  await expect(drawer.getByText(`Web request to ${host}`)).toBeVisible();
  await checkLooks(page, "response-journey");
  await page.setViewportSize({ width: 1440, height: 900 });

  await test.step("what is sent again is said before the click", async () => {
    await drawer.getByRole("button", { name: "Send again: Email to p@example.test" }).click();
    const all = drawer.getByRole("group", { name: /really sent again$/ });
    await expect(all.getByRole("listitem")).toHaveText([
      "Email to p@example.test",
      `Web request to ${host}`,
    ]);
    await checkLooks(page, "send-again");
    await page.setViewportSize({ width: 1440, height: 900 });
    await all.getByRole("button", { name: "Cancel" }).click();
    await drawer.getByRole("button", { name: `Send again: Web request to ${host}` }).click();
    await expect(all.getByRole("listitem")).toHaveText([`Web request to ${host}`]);
    expect(sink.calls).toHaveLength(1);
    await all.getByRole("button", { name: "Send again" }).click();
  });
  await expect.poll(() => sink.calls.length).toBe(2);
  await expect(drawer.getByRole("link", { name: /^Replay/ })).toBeVisible();
  await expect(drawer.getByText("Caught, not sent").first()).toBeVisible();
  expect(await page.title()).not.toBe("gone");
});

test("the journey of a response is read by keyboard", async ({ page, request }) => {
  const formId = await makeLive(request);
  await page.goto(`/forms/${formId}/responses`);
  await expect(page.getByRole("row").nth(1)).toContainText("Caught, not sent");
  const acts = keyboardActs(page);
  await acts.press(page.getByRole("row").nth(1).getByRole("button"));
  const drawer = page.getByRole("dialog", { name: "Response" });
  await acts.press(drawer.getByRole("button", { name: /^Send again: Web request/ }));
  await expect(drawer.getByRole("group", { name: /really sent again$/ })).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Send again", exact: true })).toBeFocused();
  await acts.press(drawer.getByRole("button", { name: "Cancel" }));
  await acts.press(drawer.getByRole("link", { name: /^Run/ }));
  await expect(page).toHaveURL(/\/runs\//);
});
