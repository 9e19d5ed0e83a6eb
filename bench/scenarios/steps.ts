import { runLoad } from "../measure/load.ts";
import { round, startMeter } from "../measure/meter.ts";
import { median } from "../measure/statistics.ts";
import { pause, waitFor } from "../measure/wait.ts";
import {
  scaled,
  type Findings,
  type Picture,
  type RunOptions,
  type Scenario,
} from "../scenario.ts";
import { cloneRuns, countOf, runOf } from "../world/clone-runs.ts";
import type { Cluster } from "../world/cluster.ts";
import { filterChain, setUpProduct, submitOne, submitUrl } from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

/** Steps a run, and how many runs of it are measured. */
const levels = [
  { steps: 1, runs: 10_000 },
  { steps: 3, runs: 10_000 },
  { steps: 10, runs: 5_000 },
  { steps: 30, runs: 2_000 },
  { steps: 100, runs: 600 },
];
const drainWithinMs = 180_000;
/** Until copies fall due: longer than making them takes. */
const leadSeconds = 8;

/** What a run and each of its steps costs when the steps do nothing but say yes. */
export const steps: Scenario = {
  name: "steps",
  title: "Runs whose steps do nothing",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Drained {
  readonly steps: number;
  readonly runs: number;
  readonly perSec: number;
  readonly cpuMs: number;
  readonly othersCores: number;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const cluster = await world.cluster();
  const templates = await makeTemplates(world, cluster);
  options.say("queued runs, drained by a worker");
  const worker = await world.server({
    DATABASE_URL: cluster.connectionString,
    FORMLOOM_ROLE: "worker",
  });
  const pids = [worker.pid, cluster.pid];
  await drain(cluster, pids, { ...template(templates, 3), runs: scaled(3_000, options) });
  const drained: Drained[] = [];
  for (const { steps, runs } of levels) {
    const rounds: Drained[] = [];
    for (let n = 0; n < (options.quick ? 1 : 3); n += 1) {
      const load = { ...template(templates, steps), runs: scaled(runs, options) };
      rounds.push(await drain(cluster, pids, load));
    }
    drained.push(middleOf(rounds));
    options.say(`${steps} steps: ${drained.at(-1)?.cpuMs} ms of CPU a run`);
  }
  await endServer(worker);
  const submitted = await submitMany(world, cluster, template(templates, 3).formId, options);
  return report(drained, submitted);
}

interface Template {
  readonly steps: number;
  readonly runId: string;
  readonly formId: string;
}

/** One queued run of each length, as a server without threads leaves them; none is ever due itself. */
async function makeTemplates(world: World, cluster: Cluster): Promise<Template[]> {
  const web = await world.server({
    DATABASE_URL: cluster.connectionString,
    FORMLOOM_ROLE: "web",
  });
  const product = await setUpProduct(web);
  const templates: Template[] = [];
  for (const { steps } of levels) {
    const { formId, url } = await product.publish(filterChain(steps));
    await submitOne(url, `template-${steps}`);
    const sql = `SELECT count(*)::int FROM "PluginRun" r JOIN pgboss.job j ON j.data->>'runId' = r.id::text
      WHERE r."formId" = '${formId}' AND r.status = 'queued'`;
    const queued = await waitFor(async () => ((await countOf(cluster, sql)) === 1 ? true : null), {
      withinMs: 10_000,
    });
    if (queued === null) throw new Error("a server of the role web left no queued run");
    templates.push({ steps, formId, runId: await runOf(cluster, formId) });
  }
  await endServer(web);
  await cluster.run(`UPDATE pgboss.job SET start_after = now() + interval '1 year'`);
  await cluster.run(`UPDATE "PluginRun" SET "dueAt" = now() + interval '1 year'`);
  return templates;
}

function template(templates: readonly Template[], steps: number): Template {
  const found = templates.find((each) => each.steps === steps);
  if (found === undefined) throw new Error(`there is no template of ${steps} steps`);
  return found;
}

/** Queues copies that all fall due at one moment, and waits until the last has ended. */
async function drain(
  cluster: Cluster,
  pids: readonly number[],
  { runId, formId, steps, runs }: Template & { readonly runs: number },
): Promise<Drained> {
  const due = performance.now() + leadSeconds * 1000;
  const startAfter = `now() + interval '${leadSeconds} seconds'`;
  await cloneRuns(cluster, {
    runId,
    count: runs,
    job: { start_after: startAfter },
    run: { dueAt: startAfter },
  });
  if (performance.now() > due) throw new Error("queueing took longer than the lead: raise it");
  await pause(due - performance.now() - 200);
  const stop = startMeter(pids);
  const done = await whenDrained(cluster, formId);
  const { cpuMs, othersCores } = stop();
  if (!done) throw new Error(`${runs} runs were not done within ${drainWithinMs} ms`);
  const [row] = await cluster.ask(
    `SELECT extract(epoch FROM max(r."finishedAt") - min(l."startedAt"))::float8 AS s FROM (
       SELECT id, "finishedAt" FROM "PluginRun" WHERE "formId" = '${formId}' AND "finishedAt" IS NOT NULL
       ORDER BY "finishedAt" DESC LIMIT ${runs}) r
     JOIN "PluginExecutionLog" l ON l."runId" = r.id AND l.ordinal = 0`,
  );
  const perSec = Math.round(runs / Math.max(0.001, Number(row?.["s"])));
  return { steps, runs, perSec, cpuMs: round(cpuMs / runs), othersCores };
}

/** Whether all runs of the form but its template have ended in time; looks by a small index. */
async function whenDrained(cluster: Cluster, formId: string): Promise<boolean> {
  const sql = `SELECT count(*)::int FROM "PluginRun" WHERE "finishedAt" IS NULL AND "formId" = '${formId}'`;
  const look = async (): Promise<true | null> => ((await countOf(cluster, sql)) <= 1 ? true : null);
  return (await waitFor(look, { withinMs: drainWithinMs, everyMs: 250 })) === true;
}

function middleOf(rounds: readonly Drained[]): Drained {
  const [first] = rounds;
  if (first === undefined) throw new Error("nothing was drained");
  const middle = (read: (each: Drained) => number): number => median(rounds.map(read)) ?? 0;
  return {
    ...first,
    perSec: middle((each) => each.perSec),
    cpuMs: middle((each) => each.cpuMs),
    othersCores: middle((each) => each.othersCores),
  };
}

/** The same runs, started by submissions over 50 connections. */
async function submitMany(
  world: World,
  cluster: Cluster,
  formId: string,
  options: RunOptions,
): Promise<Drained> {
  options.say("submissions over 50 connections");
  const sink = await world.sink(); // the generator wants one; nothing arrives
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const load = {
    url: submitUrl(server.url, formId),
    sink,
    pace: { connections: 50 },
    waitSeconds: 0,
  };
  await runLoad({ ...load, count: scaled(2_000, options) });
  const count = scaled(10_000, options);
  if (!(await whenDrained(cluster, formId))) throw new Error("the warm-up did not end");
  const stop = startMeter([server.pid, cluster.pid]);
  const [line] = await runLoad({ ...load, count });
  const done = await whenDrained(cluster, formId);
  const { cpuMs, othersCores } = stop();
  if (!done || line?.acked !== count) throw new Error("the submitted runs did not end");
  const perSec = Math.round(line.ackPerSec ?? 0);
  return { steps: 3, runs: count, perSec, cpuMs: round(cpuMs / count), othersCores };
}

function report(drained: readonly Drained[], submitted: Drained): Findings {
  const at = (steps: number): Drained | undefined => drained.find((each) => each.steps === steps);
  const [few, many] = [at(3), at(100)];
  const perStep =
    few === undefined || many === undefined ? null : round((many.cpuMs - few.cpuMs) / 97);
  const rows = [
    ...drained.map((each) => ({
      what: `${each.steps} ${each.steps === 1 ? "step" : "steps"}, from the queue`,
      ...each,
    })),
    { what: "3 steps, submitted over 50 connections", ...submitted },
  ];
  return {
    tables: [
      {
        title: "Runs",
        columns: [
          { key: "what", label: "" },
          { key: "runs", label: "runs" },
          { key: "perSec", label: "runs/s" },
          { key: "cpuMs", label: "CPU ms a run, server and PostgreSQL" },
          { key: "othersCores", label: "others' cores" },
        ],
        rows,
      },
    ],
    aims: [
      {
        what: "runs of 3 steps a second",
        unit: "runs/s",
        measured: few?.perSec ?? null,
        atLeast: 2_000,
      },
      { what: "CPU of a run of 3 steps", unit: "ms", measured: few?.cpuMs ?? null, atMost: 0.45 },
      { what: "CPU of each further step", unit: "ms", measured: perStep, atMost: 0.06 },
    ],
    pictures: [pictureOf(drained)],
    notes: [
      "Each step is a filter that says yes, in a chain; every attempt is logged. Runs from the queue are copies of one that a server of the role web left there; all fall due at once, one worker drains them, and the rate is taken from the first step's start to the last run's end.",
    ],
  };
}

function pictureOf(drained: readonly Drained[]): Picture {
  const points = drained.map((each) => [each.steps, each.cpuMs] as const);
  return {
    name: "steps",
    title: "CPU of a run by its number of steps",
    xLabel: "steps that do nothing",
    yLabel: "CPU a run, ms",
    xScale: "linear",
    lines: [{ label: "server and PostgreSQL", points }],
  };
}
