import { expect, request as requests, type Locator, type Page } from "@playwright/test";
import { z } from "zod";
import { owner } from "./support/account.ts";
import { keyboardActs, tabTo } from "./support/acts.ts";
import { callApi, readRun, submit } from "./support/api.ts";
import { makeFailedRun, restedRun, typo, type FailedRun } from "./support/failed-run.ts";
import { fromSetup, test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { picture } from "./support/picture.ts";
import { runState, runStep } from "./support/run-page.ts";
import { openHookSink, openMailSink, type HttpSink, type MailSink } from "./support/sinks.ts";

let mail: MailSink;
let hook: HttpSink;

test.beforeEach(async () => {
  test.slow();
  mail = await openMailSink((address) => address === typo);
  hook = await openHookSink();
});
test.afterEach(() => Promise.all([mail.close(), hook.close()]));

const paths = () => hook.calls.map(({ path }) => path);
const details = (page: Page) =>
  page.getByRole("complementary", { name: "What happened in Thank you" });
const drawerOf = (page: Page): Locator => page.getByRole("dialog");

/** Follows the replay to its end, and looks at what became of both runs. */
async function expectFixed(page: Page, first: FailedRun): Promise<void> {
  await expect(page).not.toHaveURL(new RegExp(first.runId));
  await expect(runState(page)).toHaveText("Done");
  await expect
    .poll(() => mail.mails.map(({ recipients }) => recipients))
    .toEqual([["grace@example.test"]]);
  expect(paths()).toEqual(["/crm", "/note"]);
  const original = await readRun(page.request, first.runId);
  expect([original.status, original.steps.map(({ status }) => status)]).toEqual([
    "failed",
    ["completed", "completed", "failed", "skipped"],
  ]);
}

test("a typo in an address is mended for one run, and only what was missing is sent", async ({
  page,
}) => {
  const first = await makeFailedRun(page.request, hook.url, { name: "Enquiries to mend" });

  await test.step("the failure in four lines, with the button that fits", async () => {
    await page.goto(`/runs/${first.runId}?step=mail`);
    await expect(runState(page)).toHaveText("Failed");
    const notice = details(page).getByRole("alert");
    await expect(notice).toContainText("answered 550");
    await expect(notice).toContainText("The mailbox does not exist");
    await expect(notice).toContainText("You can mend this");
    await expect(details(page).getByText("Not sent", { exact: true })).toBeVisible();
    await checkLooks(page, "run-failed");
    await picture(page, "run-failed");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step("what went in is edited, and seen before and after", async () => {
    await page.getByRole("button", { name: "Fix and continue" }).click();
    const drawer = drawerOf(page);
    await expect(drawer.getByRole("textbox", { name: "To 1" })).toHaveValue(typo);
    await drawer.getByRole("textbox", { name: "To 1" }).fill("grace@example.test");
    const diff = drawer.getByLabel("Before and after", { exact: true });
    await expect(diff.locator("del")).toContainText(typo);
    await expect(diff.locator("ins")).toContainText("grace@example.test");
    await expect(drawer.getByText("How it will look")).toBeVisible();
    const outlook = drawer.getByRole("region", { name: "What will happen" });
    await expect(outlook).toContainText("Will run");
    await expect(outlook).toContainText("Thank you: Email grace@example.test");
    await expect(outlook).toContainText(/Kept as they are\s*Tell the CRM, sent \d/);
    await checkLooks(page, "fix-and-continue");
    await outlook.scrollIntoViewIfNeeded();
    await picture(page, "fix-and-continue");
    await page.setViewportSize({ width: 1440, height: 900 });
    await drawer.getByRole("button", { name: "Continue" }).click();
  });

  await test.step("the new run follows, and both know of each other", async () => {
    await expectFixed(page, first);
    const family = page.getByRole("navigation", { name: "This run and its replays" });
    await expect(family).toContainText(owner.name);
    await expect(family).toContainText("from Thank you, changed");
    await runStep(page, "Thank you", "Done").click();
    await details(page).getByRole("tab", { name: "Compare" }).click();
    await expect(details(page).locator("ins")).toContainText("grace@example.test");
    await checkLooks(page, "run-replayed");
    await picture(page, "run-replayed");
    await page.setViewportSize({ width: 1440, height: 900 });
    await family.getByRole("link", { name: /The first run/ }).click();
    await expect(page).toHaveURL(new RegExp(first.runId));
    await expect(runState(page)).toHaveText("Failed");
    await runStep(page, "Thank you", "Failed").click();
    await expect(details(page)).toContainText("Meanwhile, by a replay: sent");
  });

  await test.step("the audit trail says who and what", async () => {
    await page.getByRole("link", { name: "Audit" }).click();
    const row = page.getByRole("row").filter({ hasText: "ran a run again" }).first();
    await expect(row).toContainText(owner.name);
    await expect(row).toContainText("from one step, with to changed");
    await expect(row.getByRole("link", { name: "The run" })).toBeVisible();
    await checkLooks(page, "audit");
  });
});

test("the same by keyboard alone", async ({ page }) => {
  const first = await makeFailedRun(page.request, hook.url, { name: "Enquiries by keyboard" });
  const acts = keyboardActs(page);
  await page.goto(`/runs/${first.runId}`);
  await acts.press(page.getByRole("button", { name: "Fix and continue" }));
  const drawer = drawerOf(page);
  await acts.write(drawer.getByRole("textbox", { name: "To 1" }), "grace@example.test");
  await expect(drawer.locator("ins")).toContainText("grace@example.test");
  await tabTo(page, drawer.getByRole("button", { name: "Continue" }));
  await page.keyboard.press("Enter");
  await expectFixed(page, first);
});

test("what was sent is sent again only when that is chosen, with count and people", async ({
  page,
}) => {
  const first = await makeFailedRun(page.request, hook.url, { name: "Enquiries sent twice" });
  await page.goto(`/runs/${first.runId}`);
  await page.getByRole("button", { name: "Run again", exact: true }).click();
  await page.getByRole("menuitem", { name: /Everything, on the original version/ }).click();
  const drawer = drawerOf(page);
  await expect(drawer.getByRole("region", { name: "What will happen" })).toContainText(
    /Not sent again: .*Tell the CRM, sent/s,
  );
  await drawer
    .getByRole("checkbox", { name: /Send again what was sent already \(1 step\)/ })
    .check();
  await expect(drawer.getByRole("button", { name: "Send again and continue" })).toBeVisible();
  await drawer.getByRole("checkbox", { name: /Send again/ }).uncheck();
  await drawer.getByRole("button", { name: "Run it again" }).click();
  await expect(runState(page)).toHaveText("Failed");
  expect(paths()).toEqual(["/crm"]);
});

const person = z.object({ id: z.string() });
const password = "another good password";

/** Somebody else, signed in, in a window of their own. */
async function somebody(page: Page, role: "admin" | "viewer", formId: string) {
  const email = `${role}-${Date.now()}@example.test`;
  const body = { name: `Mary the ${role}`, email, password, role };
  const made = await callApi(page.request, { method: "POST", path: "/api/users", body }, person);
  const form = await page.request.get(`/api/forms/${formId}`);
  const { version } = z.object({ version: z.number() }).parse(await form.json());
  const shared = await page.request.patch(`/api/forms/${formId}`, {
    data: { sharedWith: [made.id] },
    headers: { "If-Match": `"${version}"` },
  });
  expect(shared.ok(), await shared.text()).toBe(true);
  const own = await requests.newContext({ baseURL: fromSetup("E2E_URL") });
  const path = "/api/auth/sign-in/email";
  await callApi(own, { method: "POST", path, body: { email, password } }, z.unknown());
  const storageState = await own.storageState();
  await own.dispose();
  return storageState;
}

test("two admins at once begin one run, and the other is told whose it is", async ({
  page,
  browser,
}) => {
  const wait = { id: "last", type: "delay", config: { for: { amount: 1, unit: "hours" } } };
  const first = await makeFailedRun(page.request, hook.url, {
    name: "Enquiries of two",
    last: wait,
  });
  const storageState = await somebody(page, "admin", first.formId);
  const context = await browser.newContext({ storageState, baseURL: fromSetup("E2E_URL") });
  const other = await context.newPage();
  for (const each of [page, other]) {
    await each.goto(`/runs/${first.runId}`);
    await each.getByRole("button", { name: "Fix and continue" }).click();
    await drawerOf(each).getByRole("textbox", { name: "To 1" }).fill("grace@example.test");
  }
  await drawerOf(page).getByRole("button", { name: "Continue" }).click();
  await expect(page).not.toHaveURL(new RegExp(first.runId));
  await drawerOf(other).getByRole("button", { name: "Continue" }).click();
  await expect(drawerOf(other).getByRole("alert")).toContainText(
    `${owner.name} is replaying it now.`,
  );
  await drawerOf(other).getByRole("link", { name: "Follow it" }).click();
  await expect(other).toHaveURL(page.url());
  expect(mail.mails).toHaveLength(1);
  await context.close();
});

test("what is gone is said with what to do, and viewers only look", async ({ page, browser }) => {
  const first = await makeFailedRun(page.request, hook.url, { name: "Enquiries gone" });
  const storageState = await somebody(page, "viewer", first.formId);

  await test.step("a viewer sees no buttons, and is refused by the API", async () => {
    const context = await browser.newContext({ storageState, baseURL: fromSetup("E2E_URL") });
    const viewer = await context.newPage();
    await viewer.goto(`/runs/${first.runId}`);
    await expect(details(viewer).getByRole("alert")).toContainText("answered 550");
    await expect(viewer.getByRole("button", { name: /again|Fix|Cancel/ })).toHaveCount(0);
    const refused = await viewer.request.post(`/api/runs/${first.runId}/replay`, { data: {} });
    expect(refused.status()).toBe(403);
    await context.close();
  });

  await test.step("the connection was deleted", async () => {
    await page.goto(`/runs/${first.runId}`);
    const gone = await page.request.delete(`/api/connections/${first.connectionId}`);
    expect(gone.ok()).toBe(true);
    await page.getByRole("button", { name: "Fix and continue" }).click();
    await drawerOf(page).getByRole("button", { name: "Continue" }).click();
    const notice = drawerOf(page).getByRole("alert");
    await expect(notice).toContainText("does not exist any more");
    await expect(notice.getByRole("link", { name: "Open the automation" })).toBeVisible();
    await checkLooks(page, "replay-refused");
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step("the automation was deleted", async () => {
    expect((await page.request.delete(`/api/pipelines/${first.pipelineId}`)).ok()).toBe(true);
    await drawerOf(page).getByRole("button", { name: "Continue" }).click();
    const notice = drawerOf(page).getByRole("alert");
    await expect(notice).toContainText("The automation of this run was deleted.");
    await expect(notice).toContainText("It cannot be run again.");
    expect([mail.mails.length, paths()]).toEqual([0, ["/crm"]]);
  });
});

test("a paused automation says how many runs it holds, and lets them go", async ({ page }) => {
  const { formId } = await makeFailedRun(page.request, hook.url, { name: "Enquiries paused" });
  await page.goto(`/forms/${formId}/automations`);
  await page.getByRole("button", { name: "Pause the automation Thank people" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await submit(page.request, formId, { name: "Ada", email: "ada@example.test" });
  await restedRun(page.request, formId, "held");
  await page.reload();
  await expect(page.getByText("Paused, 1 run held", { exact: true })).toBeVisible();
  await checkLooks(page, "automation-paused");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Resume the automation Thank people" }).click();
  await expect(page.getByText("Live v1", { exact: true })).toBeVisible();
  await restedRun(page.request, formId, "completed");
  expect(mail.mails).toHaveLength(1);
});

test("what was perhaps sent is settled where it is seen", async ({ page }) => {
  const first = await makeFailedRun(page.request, hook.url, { name: "Enquiries unknown" });
  const at = "2026-01-05T13:02:00.000Z";
  const openSteps = [{ nodeId: "mail", name: "Thank you", nodeType: "email", at }];
  // A server that dies in the middle of a mail is the engine's tests' matter; here it is what is shown.
  const run = await callApi(
    page.request,
    { method: "GET", path: `/api/runs/${first.runId}` },
    z.looseObject({ steps: z.array(z.looseObject({ nodeId: z.string() })) }),
  );
  const steps = run.steps.map((step) =>
    step.nodeId === "mail" ? { ...step, status: "unknown", effects: [], attempts: [] } : step,
  );
  const shown = { ...run, status: "needs_attention", finishedAt: null, openSteps, steps };
  await page.route(`**/api/runs/${first.runId}`, (route) => route.fulfill({ json: shown }));
  const settled: unknown[] = [];
  await page.route("**/resolve", async (route) => {
    settled.push(route.request().postDataJSON());
    await route.fulfill({
      status: 409,
      json: { code: "nothing_unknown", title: "Nothing is open" },
    });
  });
  await page.goto(`/runs/${first.runId}`);
  await expect(page.getByText(/^Probably sent at/).first()).toBeVisible();
  await expect(details(page)).toContainText("It goes out once more under the same key");
  await checkLooks(page, "run-unknown");
  await page.setViewportSize({ width: 1440, height: 900 });
  await details(page).getByRole("button", { name: "It was sent" }).click();
  await expect.poll(() => settled).toEqual([{ as: "sent" }]);
});
