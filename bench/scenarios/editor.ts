import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { setupToken } from "../../server/test/support/spawn-server.ts";
import { median } from "../measure/statistics.ts";
import type { Findings, RunOptions, Scenario } from "../scenario.ts";
import { mainThread, openPage } from "../world/browser.ts";
import { inWorld, type World } from "../world/world.ts";

/** The editor in a browser, with automations of 20 to 1,000 steps. */
export const editor: Scenario = {
  name: "editor",
  title: "The editor",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Measured {
  readonly nodes: number;
  readonly openMs: number;
  readonly openCpuMs: number;
  readonly dragCpuMs: number;
  readonly undoCpuMs: number;
  readonly undoneMs: number;
  readonly settledCpuMs: number;
}

const idSchema = z.object({ id: z.string() });
/** What follows a change: the check, the save and what they draw. */
const settleMs = 4_000;

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const server = await world.server();
  const page = await openPage(world, server.url);
  const formId = await makeForm(page);
  const rows: Measured[] = [];
  for (const nodes of options.quick ? [100] : [20, 100, 300, 1_000]) {
    rows.push(await measureOne(page, formId, nodes, options));
    options.say(JSON.stringify(rows.at(-1)));
  }
  return report(rows);
}

async function makeForm(page: Page): Promise<string> {
  const account = { name: "Ada", email: "ada@example.test", password: "correct horse battery" };
  const set = await page.request.post("/api/setup", { data: { token: setupToken, ...account } });
  expect(set.status(), "the set-up").toBe(201);
  const fields = [{ id: "name", kind: "text", label: "Name" }];
  const made = await page.request.post("/api/forms", { data: { name: "Big", fields } });
  return idSchema.parse(await made.json()).id;
}

async function measureOne(
  page: Page,
  formId: string,
  nodes: number,
  options: RunOptions,
): Promise<Measured> {
  const path = `/api/forms/${formId}/pipelines`;
  const made = await page.request.post(path, {
    data: { name: `${nodes} steps`, graph: graphOf(nodes) },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = idSchema.parse(await made.json());
  const opened = [];
  for (let n = 0; n < (options.quick ? 1 : 3); n += 1) opened.push(await open(page, id));
  const cpu = await mainThread(page);
  await page.getByText("Saved").first().waitFor();
  await page.keyboard.press("0");
  await page.waitForTimeout(800);
  const dragCpuMs = await drag(page, cpu);
  const undone = [];
  for (let n = 0; n < 3; n += 1) undone.push(await undo(page, cpu));
  return {
    nodes,
    openMs: median(opened.map((each) => each.ms)) ?? 0,
    openCpuMs: median(opened.map((each) => each.cpuMs)) ?? 0,
    dragCpuMs,
    undoCpuMs: median(undone.map((each) => each.cpuMs)) ?? 0,
    undoneMs: median(undone.map((each) => each.ms)) ?? 0,
    settledCpuMs: median(undone.map((each) => each.settledMs)) ?? 0,
  };
}

async function open(page: Page, id: string): Promise<{ ms: number; cpuMs: number }> {
  await page.goto("about:blank");
  const cpu = await mainThread(page);
  const began = performance.now();
  await page.goto(`/pipelines/${id}`, { waitUntil: "commit" });
  await page.locator(".react-flow__node-step").first().waitFor();
  await twoFrames(page);
  // The renderer may be another process than that of the blank page: its count begins at nothing.
  return { ms: round(performance.now() - began), cpuMs: round(await cpu()) };
}

/** Main-thread time of one move, as the mean of 60. */
async function drag(page: Page, cpu: () => Promise<number>): Promise<number> {
  const card = page.locator(".react-flow__node-step").nth(1);
  const box = await card.boundingBox();
  if (box === null) throw new Error("no card is in view");
  const [x, y] = [box.x + 60, box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 10, y + 10);
  await twoFrames(page);
  const before = await cpu();
  const moves = 60;
  for (let n = 1; n <= moves; n += 1) {
    await page.mouse.move(x + 10 + n * 2, y + 10 + Math.sin(n / 5) * 20);
  }
  const perMove = ((await cpu()) - before) / moves;
  await page.mouse.up();
  await page.waitForTimeout(settleMs);
  return round(perMove);
}

/** Deletes a step, lets everything settle, and takes it back. */
async function undo(
  page: Page,
  cpu: () => Promise<number>,
): Promise<{ ms: number; cpuMs: number; settledMs: number }> {
  await page.locator(".react-flow__node-step").nth(1).focus();
  await page.keyboard.press("Delete");
  await page.waitForTimeout(settleMs);
  const before = await cpu();
  const began = performance.now();
  await page.keyboard.press("Control+z");
  await twoFrames(page);
  const ms = performance.now() - began;
  const undone = (await cpu()) - before;
  await page.waitForTimeout(settleMs);
  return {
    ms: round(ms),
    cpuMs: round(undone),
    settledMs: round((await cpu()) - before - undone),
  };
}

async function twoFrames(page: Page): Promise<void> {
  // As text, since only the page knows frames.
  const twice = "requestAnimationFrame(() => requestAnimationFrame(done))";
  await page.evaluate(`new Promise((done) => ${twice})`);
}

/** Only-ifs that part into two mails and meet again, one below the other. */
function graphOf(count: number): unknown {
  const nodes: unknown[] = [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
  ];
  const edges: unknown[] = [];
  const link = (source: string, target: string): void => {
    edges.push({ id: `e${edges.length}`, source, target });
  };
  let last = "trigger";
  for (let n = 0; nodes.length + 4 <= count; n += 1) {
    const [filter, one, two, join] = [`f${n}`, `a${n}`, `b${n}`, `j${n}`];
    nodes.push({ id: filter, type: "filter", config: { condition } });
    nodes.push(mail(one, last.startsWith("j") ? `a${n - 1}` : null), mail(two, null));
    nodes.push({ id: join, type: "merge", config: { mode: "all" } });
    link(last, filter);
    for (const each of [one, two]) {
      link(filter, each);
      link(each, join);
    }
    last = join;
  }
  while (nodes.length < count) {
    const id = `m${nodes.length}`;
    nodes.push(mail(id, null));
    link(last, id);
    last = id;
  }
  return { nodes, edges };
}

const condition = {
  combinator: "and",
  rules: [{ field: "answers.name", operator: "isNotEmpty", value: null }],
};

function mail(id: string, earlier: string | null): unknown {
  const content = `Hello {{ answers.name }}${earlier === null ? "" : ` {{ steps.${earlier}.messageId }}`}`;
  const body = { format: "text", content };
  return { id, type: "email", config: { to: ["a@example.test"], subject: `Mail ${id}`, body } };
}

function report(rows: readonly Measured[]): Findings {
  const at = (nodes: number): Measured | undefined => rows.find((row) => row.nodes === nodes);
  const aim = (what: string, measured: number | undefined, atMost: number) => ({
    what,
    unit: "ms",
    measured: measured ?? null,
    atMost,
  });
  return {
    tables: [
      {
        title: "Main-thread time by number of steps",
        columns: [
          { key: "nodes", label: "steps" },
          { key: "openMs", label: "open, ms" },
          { key: "openCpuMs", label: "open, ms CPU" },
          { key: "dragCpuMs", label: "one drag move, ms CPU" },
          { key: "undoCpuMs", label: "undo, ms CPU" },
          { key: "undoneMs", label: "undo until drawn, ms" },
          { key: "settledCpuMs", label: "check and save after it, ms CPU" },
        ],
        rows: rows.map((row) => ({ ...row })),
      },
    ],
    aims: [
      aim("drag move, 100 steps", at(100)?.dragCpuMs, 10),
      aim("drag move, 1,000 steps", at(1_000)?.dragCpuMs, 16),
      aim("open 1,000 steps", at(1_000)?.openMs, 2_000),
      aim("undo, 1,000 steps", at(1_000)?.undoCpuMs, 50),
      aim("problems and save after it, 1,000 steps", at(1_000)?.settledCpuMs, 50),
    ],
    notes: [
      "Headless Chromium at 1440 × 900, the production build. CPU is the main thread's own, by Chromium's thread clock: what else runs on the machine is not in it; times without CPU are by the wall clock.",
      "A move is one of 60 mouse moves with a card held; undo brings a deleted step back.",
    ],
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
