import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "./support/journey.ts";
import { poison, poisonedLabel, standsFirm } from "./support/poison.ts";
import {
  finishedTask,
  hookSecret,
  makePoisonedRun,
  names,
  raisedAlert,
  type PoisonedRun,
} from "./support/poisoned-run.ts";
import { openHookSink, openMailSink, type HttpSink, type MailSink } from "./support/sinks.ts";

test.describe.configure({ timeout: 300_000 });

let hook: HttpSink;
let mail: MailSink;
/** One poisoned run is enough for most journeys of a server; whoever comes first makes it. */
let made: PoisonedRun | undefined;

/** JSON that is 24 levels deep, with markup at its end, and what the service was let in with. */
const deep = Array.from({ length: 24 }).reduce<unknown>(
  (inner, _, level) => ({ [`level${24 - level}`]: inner }),
  { markup: poison.markup, turned: poison.turned, secret: hookSecret },
);
const { long, ...short } = poison;
const reply = { deep, echo: `Bearer ${hookSecret}`, [poison.markup]: poison.pills, ...short };
/** 1 MiB. */
const bigReply = { ...reply, long: long.repeat(6).slice(0, 1_048_576) };

test.beforeAll(async () => {
  hook = await openHookSink(reply, { "/big": bigReply });
  mail = await openMailSink((address) => address.endsWith("@exmple.test"));
});
test.afterAll(() => Promise.all([hook.close(), mail.close()]));

const at = async (page: Page): Promise<PoisonedRun> =>
  (made ??= await makePoisonedRun(page.request, hook.url));

/** The step at the side of a run. */
async function openMail(page: Page, runId: string): Promise<Locator> {
  await page.goto(`/runs/${runId}?step=mail`);
  const details = page.getByRole("complementary", { name: `What happened in ${names.step}` });
  await expect(details.getByRole("alert")).toContainText("answered 550");
  return details;
}

/** What came back from the service. */
async function openHook(page: Page, runId: string): Promise<Locator> {
  await page.goto(`/runs/${runId}?step=hook`);
  const details = page.getByRole("complementary", { name: "What happened in Webhook" });
  await expect(details.getByRole("tab", { name: "Result" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  return details;
}

test("poison is shown as the text it is among the responses", async ({ page }) => {
  const { formId } = await at(page);
  await page.goto(`/forms/${formId}/responses`);
  await expect(page.getByRole("row").nth(1)).toContainText(poison.markup);
  await standsFirm(page, "responses");
  await page.getByRole("row").nth(1).getByRole("button").click();
  const response = page.getByRole("dialog", { name: "Response" });
  for (const text of Object.values(poison)) {
    await expect.soft(response).toContainText(text.slice(0, 150_000).trim());
  }
  await standsFirm(page, "response");
  await response.getByRole("button", { name: "Edit" }).click();
  await expect(response.getByLabel("About markup")).toHaveValue(poison.markup);
  await standsFirm(page, "response-edited");
});

test("halves of characters and nothings are refused before they are stored", async ({ page }) => {
  const { formId } = await at(page);
  for (const bad of ["\\ud800", "\\udc00 x", "\\u0000"]) {
    const answer = await page.request.post(`/api/forms/${formId}/responses`, {
      headers: { "content-type": "application/json" },
      data: `{"data":{"name":"${bad}","email":"a@example.test"}}`,
    });
    expect(answer.status(), bad).toBe(422);
  }
});

test("poison is shown as the text it is among the runs and in one", async ({ page }) => {
  const { formId, runId } = await at(page);
  await page.goto(`/runs?formId=${formId}`);
  await expect(page.getByRole("list", { name: "Runs" })).toContainText(poisonedLabel);
  await standsFirm(page, "runs");
  const details = await openMail(page, runId);
  await standsFirm(page, "run-failure");
  for (const tab of ["Input", "Result", /^Attempts/, "Log"]) {
    await details.getByRole("tab", { name: tab }).click();
    await expect(details.getByRole("tabpanel")).toBeVisible();
    await standsFirm(page, `run-${String(tab).replaceAll(/\W/g, "").toLowerCase()}`);
  }
});

test("poison is shown as the text it is where it went in and came back", async ({ page }) => {
  const { runId } = await at(page);
  await page.goto(`/runs/${runId}?step=trigger`);
  const went = page.getByRole("complementary", { name: /^What happened/ });
  for (const text of Object.values(poison)) {
    await expect.soft(went).toContainText(text.slice(0, 1_000).trim());
  }
  await standsFirm(page, "run-trigger");
  const result = (await openHook(page, runId)).getByRole("tabpanel");
  for (const text of Object.values(short)) {
    await expect.soft(result).toContainText(text.slice(0, 1_000).trim());
  }
  await result.getByText("As stored").click();
  await expect(result.locator("pre")).toContainText("level24");
  await expect(result).toContainText("••••");
  await expect(page.locator("body")).not.toContainText(hookSecret);
  await standsFirm(page, "run-reply");
});

test("a megabyte that came back breaks nothing", async ({ page }) => {
  const { runId } = await makePoisonedRun(page.request, `${hook.url}/big`);
  const result = (await openHook(page, runId)).getByRole("tabpanel");
  await expect(result).toContainText("onerror=");
  await standsFirm(page, "run-big-reply");
  await result.getByText("As stored").click();
  await expect(result.locator("pre")).toBeVisible();
  await expect(page.locator("body")).not.toContainText(hookSecret);
  await standsFirm(page, "run-big-reply-stored");
});

test("poison is shown as the text it is while a step is mended", async ({ page }) => {
  // Its failure is over afterwards, which others look at.
  const { runId } = await makePoisonedRun(page.request, hook.url);
  const details = await openMail(page, runId);
  await details.getByRole("button", { name: "Fix and continue" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("textbox", { name: "To 1" }).fill("p@example.test");
  await expect(drawer.locator("ins")).toContainText("p@example.test");
  // Braces that somebody sent in are theirs: a preview would fill them in.
  await expect(drawer.getByText("How it will look")).toHaveCount(0);
  await standsFirm(page, "fix");
  await drawer.getByRole("button", { name: "Continue" }).click();
  await expect(page).not.toHaveURL(new RegExp(runId));
  await expect(page.locator(".run-header [aria-live]")).toHaveText("Done");
  await page.goto(`${page.url().replace(/\?.*/, "")}?step=mail`);
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(page.getByRole("tabpanel").locator("ins")).toContainText("p@example.test");
  await standsFirm(page, "compare");
  expect(mail.mails.at(-1)?.parsed.headerLines.map(({ key }) => key)).not.toContain("x-owned");
});

test("poison is shown as the text it is in failures and tasks", async ({ page }) => {
  const { pipelineId } = await at(page);
  const taskId = await finishedTask(page.request, pipelineId);
  await page.goto(`/failures?pipelineId=${pipelineId}`);
  const card = page.getByRole("listitem").filter({ hasText: names.step }).first();
  await card.getByRole("button", { name: "Show the runs" }).click();
  await expect(card).toContainText(poisonedLabel);
  await standsFirm(page, "failures");
  await page.goto("/tasks");
  await expect(page.getByText(names.automation).first()).toBeVisible();
  await standsFirm(page, "tasks");
  await page.goto(`/tasks/${taskId}`);
  await expect(page.getByRole("list", { name: "Responses of this task" })).toContainText(
    poisonedLabel,
  );
  await standsFirm(page, "task");
});

test("poison is shown as the text it is in alerts and their mail", async ({ page }) => {
  const { formId, pipelineId } = await at(page);
  await raisedAlert(page.request, pipelineId);
  await page.goto("/alerts");
  await expect(page.getByRole("list", { name: "Alerts" })).toContainText(names.step);
  await standsFirm(page, "alerts");
  await page.goto(`/forms/${formId}/automations`);
  await expect(page.getByRole("link", { name: /: 1 is open$/ })).toBeVisible();
  await standsFirm(page, "automations");
  await expect(async () => {
    await page.goto("/outbox");
    await page
      .getByRole("button", { name: /Auto <b>Pass/ })
      .first()
      .click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole("article", { name: "Mail" })).toContainText(names.step);
  await standsFirm(page, "alert-mail");
});

test("poison is shown as the text it is to admins", async ({ page }) => {
  await at(page);
  await page.goto("/admin/health");
  await expect(page.getByRole("list", { name: "Services" })).toContainText("127.0.0.1");
  await standsFirm(page, "health");
  await page.goto("/admin/audit");
  await expect(page.getByRole("table")).toContainText("published an automation");
  await standsFirm(page, "audit");
  await expect(page.locator("body")).not.toContainText(hookSecret);
});

test("a spreadsheet takes no cell of the tables for a formula", async ({ page }) => {
  const { formId } = await at(page);
  for (const path of [
    `/api/forms/${formId}/responses/export`,
    `/api/runs/export?formId=${formId}`,
  ]) {
    const answer = await page.request.get(path);
    expect(answer.ok(), path).toBe(true);
    const cells = (await answer.text()).split(/[\r\n]+|,|"/);
    expect.soft(cells.filter((cell) => /^\s*[=＝@]/.test(cell))).toEqual([]);
    expect.soft(cells.join(" "), path).not.toContain(hookSecret);
  }
});
