import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";
import { finishedRun, makeForm, makePipeline, readRun } from "./support/api.ts";
import { owner } from "./support/account.ts";
import {
  addAfter,
  insertAnswer,
  pickStep,
  publish,
  settingsOf,
  switchOn,
  typeOn,
} from "./support/editor-page.ts";
import { addConnection } from "./support/form-page.ts";
import { test } from "./support/journey.ts";
import { checkLooks } from "./support/page-checks.ts";
import { answerForm } from "./support/public-form.ts";
import { newestRun, openStep, runState, runStep } from "./support/run-page.ts";
import { openSlackSink, slackBot } from "./support/sinks.ts";

const fields = [
  { id: "name", kind: "text", label: "Name", required: true },
  { id: "email", kind: "email", label: "Email", required: true },
  { id: "budget", kind: "number", label: "Budget", required: false },
  { id: "start", kind: "date", label: "Start", required: false },
];

/** The "+" below a way of a step. */
async function addOnWay(page: Page, step: string, way: string, kind: string): Promise<Locator> {
  const name = `Add a step after ${step}, ${way}`;
  await page.getByRole("button", { name, exact: true }).click();
  return pickStep(page, kind);
}

/** Gives the open step a name of its own, by which its panel is found from then on. */
async function rename(page: Page, panel: Locator, name: string): Promise<Locator> {
  await panel.getByLabel("Name of this step").fill(name);
  return settingsOf(page, name);
}

async function writeMail(panel: Locator, subject: string): Promise<void> {
  await panel.getByRole("textbox", { name: "To", exact: true }).fill(owner.email);
  await typeOn(panel, "Subject", subject);
  await typeOn(panel, "Text", "From ");
  await insertAnswer(panel, "Text", "Name");
}

test("an owner draws two ways that meet again, and sees which one a run took", async ({
  page,
  request,
}) => {
  const slackSink = await openSlackSink();
  await addConnection(page, "Slack", async (drawer) => {
    await drawer.getByLabel("Name").fill("Slack for ways");
    await drawer.getByLabel("Bot token").fill(slackBot.token);
    await drawer.getByLabel("Slack's address").fill(slackSink.url);
  });
  const form = await makeForm(request, { name: "Ways", fields });

  await test.step("draws a way for big budgets and one for the rest", async () => {
    await page.goto(`/forms/${form.id}/automations`);
    await page.getByRole("button", { name: "Start blank" }).click();
    const branch = await addAfter(page, "When", "Depending on");
    const way = branch.getByRole("group", { name: /^Way: / });
    await way.getByLabel("Name", { exact: true }).fill("Big");
    await way.getByRole("button", { name: "Add a rule" }).click();
    await way.getByLabel("Rule 1: which value").selectOption({ label: "Budget" });
    await way.getByLabel("Rule 1: how it compares").selectOption({ label: "is more than" });
    await way.getByLabel("Rule 1: value").fill("1000");

    const big = await addOnWay(page, "Depending on", "Big", "Email");
    await writeMail(await rename(page, big, "Mail to sales"), "A big one");
    const rest = await addOnWay(page, "Depending on", "Otherwise", "Email");
    await writeMail(await rename(page, rest, "Mail to the desk"), "One more");
  });

  await test.step("brings the ways together and tells Slack once", async () => {
    await addAfter(page, "Mail to sales", "Join");
    const picture = page.getByRole("region", { name: "Picture of the automation" });
    await picture.getByRole("button", { name: "More for Mail to the desk", exact: true }).click();
    await page.getByRole("menuitem", { name: "Connect to…" }).click();
    const places = page.getByRole("dialog", { name: "Connect “Mail to the desk” to" });
    await places.getByLabel("Find a step").fill("join");
    await places.getByRole("button", { name: /^Join, (?!if it fails)/ }).click();
    const slack = await addAfter(page, "Join", "Slack");
    await slack.getByLabel("Slack", { exact: true }).selectOption({ label: "Slack for ways" });
    await slack.getByRole("textbox", { name: "Channel" }).fill("#leads");
    await typeOn(slack, "Message", "Mailed about ");
    await insertAnswer(slack, "Message", "Name");
    await expect(
      page.getByText(
        /^When someone submits .*, depending on Budget \(Big: email .*; otherwise: email .*\), then go on when every way has come this far, then post to #leads/,
      ),
    ).toBeVisible();
    await expect(picture.getByText("Big", { exact: true })).toBeVisible();
    await expect(picture.getByText("Otherwise", { exact: true })).toBeVisible();
    await publish(page);
    await switchOn(page);
  });

  await test.step("a visitor with a small budget goes the other way", async () => {
    const visitor = await page.context().newPage();
    const answers = { Name: "Grace", Email: "grace@example.test", Budget: "10" };
    await answerForm(visitor, form.publicUrl, answers);
    await visitor.close();
    const run = await readRun(request, await finishedRun(request, form.id));
    expect(run.steps.map((step) => `${step.nodeType} ${step.status}`).toSorted()).toEqual([
      "branch completed",
      "email completed",
      "email skipped",
      "merge completed",
      "slack completed",
      "trigger completed",
    ]);
    expect(slackSink.calls.filter(({ path }) => path === "/api/chat.postMessage")).toHaveLength(1);
  });

  await test.step("the run shows on the canvas which way was taken", async () => {
    await page.goto("/runs");
    await newestRun(page).getByRole("link").click();
    await expect(runState(page)).toHaveText("Done");
    const chosen = await openStep(page, "Depending on", "Done");
    await chosen.getByRole("tab", { name: "Result" }).click();
    await expect(chosen.getByRole("tabpanel")).toContainText("Otherwise");
    await expect(runStep(page, "Mail to the desk", "Caught, not sent")).toBeVisible();
    await expect(page.getByRole("group", { name: /^Mail to sales: / })).not.toHaveAttribute(
      "aria-label",
      /Done|Caught/,
    );
    await openStep(page, "Join", "Done");
    await openStep(page, "Slack", "Done");
    await checkLooks(page, "run-of-ways");
  });
  await slackSink.close();
});

const over = (value: number) => ({
  combinator: "and",
  rules: [{ field: "answers.budget", operator: ">", value }],
});
const mail = (id: string, name: string) => ({
  id,
  name,
  type: "email",
  config: {
    to: [owner.email],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: name,
    body: { format: "text", content: "Hello" },
  },
});
const edge = (source: string, sourcePort: string, target: string) => ({
  id: `${source}-${sourcePort}-${target}`,
  source,
  sourcePort,
  target,
  targetPort: "in",
});

/** Three ways of which one ends, one waits, and two meet. */
const graph = {
  schemaVersion: 1,
  notes: [],
  nodes: [
    { id: "t", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "size",
      type: "branch",
      config: {
        branches: [
          { port: "a", name: "Huge", condition: over(100_000) },
          { port: "b", name: "Big", condition: over(1_000) },
        ],
      },
    },
    mail("m", "Mail to sales"),
    { id: "w", type: "delay", config: { for: { amount: 3, unit: "days" } } },
    mail("r", "Reminder"),
    { id: "j", type: "merge", config: { mode: "all" } },
    mail("k", "Report"),
    { id: "x", type: "merge", name: "Meet", config: { mode: "first" } },
  ],
  edges: [
    edge("t", "out", "size"),
    edge("size", "a", "m"),
    edge("size", "b", "w"),
    edge("w", "out", "r"),
    edge("m", "out", "j"),
    edge("r", "out", "j"),
    edge("j", "out", "k"),
    edge("k", "out", "x"),
    edge("t", "out", "x"),
  ],
};

async function makeWays(request: APIRequestContext, name: string): Promise<string> {
  const form = await makeForm(request, { name, fields });
  return makePipeline(request, { formId: form.id, name: "Ways", graph });
}

/** The settings of the step, in the wide editor. */
async function openSettings(page: Page, pipelineId: string, step: RegExp): Promise<Locator> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/pipelines/${pipelineId}`);
  await page.getByRole("group", { name: step }).click();
  const panel = page.getByRole("complementary", { name: /^Settings of/ });
  await expect(panel).toBeVisible();
  return panel;
}

test("a branch and a join can be set up and read by everybody", async ({ page, request }) => {
  const pipelineId = await makeWays(request, "Looks of ways");
  const branch = await openSettings(page, pipelineId, /^Depending on/);
  await expect(branch.getByRole("group", { name: /^Way: / })).toHaveCount(2);
  await checkLooks(page, "branch");
  const join = await openSettings(page, pipelineId, /^Join/);
  const first = { label: "as soon as the first way has come this far" };
  await join.getByLabel("Go on").selectOption(first);
  await expect(page.getByText(/then go on as soon as the first way/)).toBeVisible();
  await checkLooks(page, "join");
});

test("a wait can be set up and read by everybody", async ({ page, request }) => {
  const panel = await openSettings(page, await makeWays(request, "Looks of waits"), /^Wait/);
  await panel.getByLabel("For some time: how many").fill("2");
  await panel.getByLabel("For some time: unit").selectOption("weeks");
  await expect(page.getByText(/^When someone submits .*wait 2 weeks/)).toBeVisible();
  await checkLooks(page, "wait");
  await page.setViewportSize({ width: 1440, height: 900 });
  await panel.getByText("Until a date", { exact: true }).first().click();
  await insertAnswer(panel, "Until a date", "Start");
  await expect(page.getByText(/^When someone submits .*wait until Start/)).toBeVisible();
  await checkLooks(page, "wait-until");
});

test("the outline says which way leads where", async ({ page, request }) => {
  await page.goto(`/pipelines/${await makeWays(request, "Outline of ways")}`);
  await page.getByText("Outline", { exact: true }).click();
  const outline = page.getByRole("navigation", { name: /^Outline/ });
  await expect(outline.getByText("If Huge", { exact: true })).toBeVisible();
  await expect(outline.getByText("Otherwise: ends here")).toBeVisible();
  await checkLooks(page, "outline-of-ways");
  await outline.getByRole("button", { name: "Add a step after Depending on, Otherwise" }).click();
  await pickStep(page, "Wait");
  await expect(outline.getByText("Otherwise", { exact: true })).toBeVisible();
});

test("a way that is removed takes its connections along, and brings them back", async ({
  page,
  request,
}) => {
  const pipelineId = await makeWays(request, "Ways removed");
  const panel = await openSettings(page, pipelineId, /^Depending on/);
  const ways = panel.getByRole("group", { name: /^Way: / });
  const loose = page.getByRole("group", { name: /^Wait: .*(not connected|Nothing leads here)/ });
  await panel.getByRole("button", { name: "Remove Big" }).click();
  await expect(ways).toHaveCount(1);
  await expect(loose).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(ways).toHaveCount(2);
  await expect(loose).toBeHidden();
});
