import { expect, type APIRequestContext, type Page, type Request } from "@playwright/test";
import { z } from "zod";
import { callApi, makeForm, makePipeline, submit } from "./support/api.ts";
import { restedRun } from "./support/failed-run.ts";
import { collectFaults, test as journey } from "./support/journey.ts";
import { openLiveRelay, type LiveRelay } from "./support/live-relay.ts";
import { watchMainThread, type MainThreadWork } from "./support/main-thread.ts";
import { runRows as rows, runsOf } from "./support/made-runs.ts";
import { runState } from "./support/run-page.ts";

/** A journey of a page whose connection breaks, which browsers write into the console. */
const test = journey.extend<{ readonly relay: LiveRelay }>({
  faults: async ({ context }, use) => {
    const faults = collectFaults(context);
    await use();
    expect(faults.filter((fault) => !fault.includes("net::ERR_"))).toEqual([]);
  },
  relay: async ({ page }, use) => {
    const relay = await openLiveRelay();
    await relay.join(page);
    await use(relay);
    // A page that goes on reading is not waited for.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await relay.close();
  },
});

const mails = 30;
const perSecond = 200;
const seconds = 4;
const runPage = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });
const runView = z.looseObject({
  steps: z.array(z.looseObject({ nodeId: z.string(), attempts: z.array(z.unknown()) })),
});

/** Many mails in a row, and then a day's wait: its runs stay unfinished. */
function longGraph() {
  const ids = Array.from({ length: mails }, (_, at) => `mail${at + 1}`);
  const config = {
    to: ["ada@example.test"],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: "{{ answers.name }}",
    body: { format: "text", content: "Hello" },
  };
  const wait = { id: "wait", type: "delay", config: { for: { amount: 1, unit: "days" } } };
  return {
    nodes: [
      { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
      ...ids.map((id, at) => ({ id, type: "email", name: `Mail ${at + 1}`, config })),
      wait,
    ],
    edges: [...ids, wait.id].map((target, at) => ({
      id: `e${at}`,
      source: at === 0 ? "trigger" : `mail${at}`,
      target,
    })),
  };
}

async function makeWaitingRun(api: APIRequestContext) {
  const fields = [{ id: "name", kind: "text", label: "Your name" }];
  const { id: formId } = await makeForm(api, { name: `Orders ${Date.now()}`, fields });
  const pipelineId = await makePipeline(api, { formId, name: "Say thanks", graph: longGraph() });
  await submit(api, formId, { name: "Ada" });
  const runId = await restedRun(api, formId, "waiting");
  return { formId, pipelineId, runId };
}

/** Tells the page of so many changes a second, evenly, and says so once all are told. */
async function hail(relay: LiveRelay, change: Readonly<Record<string, unknown>>): Promise<void> {
  const began = performance.now();
  let told = 0;
  while (told < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond);
    for (; told < due; told += 1) {
      const status = told % 2 === 0 ? "running" : "completed";
      relay.tell("step", { ...change, nodeId: `mail${1 + (told % mails)}`, status, attempt: 1 });
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** Readings of an API that are each other than the one before, until it is settled. */
interface Unrest {
  settled: boolean;
  readings: number;
}

function expectSmooth(work: MainThreadWork, unrest: Unrest): void {
  const said = Object.entries(work).map(([name, value]) => `${name} ${Math.round(value)}`);
  journey.info().annotations.push({ type: "main thread", description: said.join(", ") });
  journey.info().annotations.push({ type: "readings", description: String(unrest.readings) });
  expect(work.tasks).toBeGreaterThan(perSecond);
  // One reading in 250 ms is enough, and each one is drawn.
  expect(unrest.readings).toBeGreaterThan(3);
  expect(unrest.readings).toBeLessThan(seconds * 4 + 6);
  expect(work.longestMs, "the longest task, in ms of the processor").toBeLessThan(50);
}

test("the list of runs stays smooth under 200 changes a second", async ({ page, relay }) => {
  const { formId, pipelineId, runId } = await makeWaitingRun(page.request);
  const unrest: Unrest = { settled: false, readings: 0 };
  await page.route(
    (url) => url.pathname === "/api/runs",
    async (route) => {
      const answer = await route.fetch();
      const real = runPage.parse(await answer.json());
      unrest.readings += 1;
      const items = Array.from({ length: 50 }, (_, at) => ({
        ...real.items[0],
        ...listed(at, unrest),
        id: `${runId.slice(0, -2)}${(16 + at).toString(16)}`,
      }));
      await route.fulfill({ response: answer, json: { ...real, items } });
    },
  );
  await page.goto(`/runs?formId=${formId}`);
  await expect(rows(page)).toHaveCount(50);
  await expect.poll(relay.streams).toBe(1);
  const work = await watchMainThread(page, async () => {
    unrest.readings = 0;
    await hail(relay, { runId, formId, pipelineId });
  });
  unrest.settled = true;
  relay.tell("run", { runId, formId, pipelineId, status: "completed" });
  await expect(rows(page).filter({ hasText: "Done" })).toHaveCount(50);
  expectSmooth(work, unrest);
});

/** A run of the list, in another state with each reading. */
function listed(at: number, { settled, readings }: Unrest) {
  const respondent = `Person ${at}`;
  const isOver = settled || (at + readings) % 2 === 0;
  return isOver
    ? { respondent, status: "completed", finishedAt: new Date().toISOString(), dueAt: null }
    : { respondent, status: "running", finishedAt: null, dueAt: null };
}

test("an open run stays smooth under 200 changes a second", async ({ page, relay }) => {
  const { formId, pipelineId, runId } = await makeWaitingRun(page.request);
  const unrest: Unrest = { settled: false, readings: 0 };
  await page.route(
    (url) => url.pathname === `/api/runs/${runId}`,
    async (route) => {
      const answer = await route.fetch();
      const real = runView.parse(await answer.json());
      unrest.readings += 1;
      await route.fulfill({ response: answer, json: { ...real, ...underWay(real, unrest) } });
    },
  );
  await page.goto(`/runs/${runId}`);
  await expect(runState(page)).toHaveText("Running");
  await expect.poll(relay.streams).toBe(1);
  const work = await watchMainThread(page, async () => {
    unrest.readings = 0;
    await hail(relay, { runId, formId, pipelineId });
  });
  unrest.settled = true;
  relay.tell("run", { runId, formId, pipelineId, status: "completed" });
  await expect(runState(page)).toHaveText("Done");
  expectSmooth(work, unrest);
});

/** A run that has come a step further with each reading. */
function underWay({ steps }: z.infer<typeof runView>, { settled, readings }: Unrest) {
  const at = settled ? steps.length : 1 + (readings % mails);
  const now = new Date().toISOString();
  return {
    status: settled ? "completed" : "running",
    finishedAt: settled ? now : null,
    dueAt: null,
    steps: steps.map((step, place) => ({
      ...step,
      dueAt: null,
      ...(place < at
        ? { status: "completed", finishedAt: now }
        : { status: place === at ? "running" : "waiting", attempts: [], finishedAt: null }),
    })),
  };
}

test("what happens while the connection is lost is there once it is back", async ({
  page,
  relay,
}) => {
  const { formId, runId } = await makeWaitingRun(page.request);
  const reads = readingsOf(page, "/api/runs");
  await page.goto(`/runs?formId=${formId}`);
  await expect(rows(page)).toHaveCount(1);
  // Once at first, and once because the stream began; what is read after that was told.
  await expect.poll(() => reads.begun).toBeGreaterThan(1);
  await expect.poll(() => reads.open.size).toBe(0);

  await journey.step("the list", async () => {
    relay.cut();
    await submit(page.request, formId, { name: "Bea" });
    await expect.poll(async () => (await runsOf(page.request, formId)).length).toBe(2);
    expect(await rows(page).count(), "it was not told").toBe(1);
    relay.mend();
    await expect(rows(page)).toHaveCount(2);
    await expect(rows(page).first()).toContainText("Bea");
  });

  await journey.step("an open run, in a browser without a network", async () => {
    await page.goto(`/runs/${runId}`);
    await expect(runState(page)).toHaveText(/Waiting/u);
    await expect.poll(relay.streams).toBe(1);
    await page.context().setOffline(true);
    relay.cut();
    const path = `/api/runs/${runId}/cancel`;
    await callApi(page.request, { method: "POST", path, body: {} }, z.unknown());
    expect(await runState(page).textContent()).toMatch(/Waiting/u);
    relay.mend();
    await page.context().setOffline(false);
    await expect(runState(page)).toHaveText("Cancelled");
  });
});

/** What the page reads at a path. */
function readingsOf(page: Page, path: string) {
  const readings = { begun: 0, open: new Set<Request>() };
  page.on("request", (request) => {
    if (new URL(request.url()).pathname !== path) return;
    readings.begun += 1;
    readings.open.add(request);
  });
  page.on("requestfinished", (request) => readings.open.delete(request));
  page.on("requestfailed", (request) => readings.open.delete(request));
  return readings;
}
