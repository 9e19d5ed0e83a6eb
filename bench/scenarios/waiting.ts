import { measureMemory } from "../measure/memory.ts";
import { runLoad, type LoadLine } from "../measure/load.ts";
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
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct, submitOne, submitUrl } from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

const levels = [0, 1_000, 10_000, 100_000];
/** Long enough for every sweep to come by. */
const idleMs = 35_000;
const settleMs = 3_000;

/** What runs that wait for years cost a server that starts and works beside them. */
export const waiting: Scenario = {
  name: "waiting",
  title: "Waiting runs",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Level {
  readonly waiting: number;
  readonly readyMs: number | null;
  readonly pss: number;
  readonly idleCpu: number;
  readonly perSec: number | null;
  readonly cpu: number | null;
  readonly p95: number | null;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const cluster = await world.cluster();
  const sink = await world.sink();
  const { runId, formId } = await makeTemplate(world, cluster, sink);
  const found: Level[] = [];
  for (const count of levels.filter((level) => !options.quick || level <= 10_000)) {
    await topUp(cluster, runId, count);
    found.push(await measureLevel(world, { cluster, sink, formId, waiting: count }, options));
    options.say(`${count} waiting: ready in ${found.at(-1)?.readyMs} ms`);
  }
  return report(found);
}

/** A run that waits for its next attempt, as a server leaves it, and a form for the load. */
async function makeTemplate(
  world: World,
  cluster: Cluster,
  sink: Sink,
): Promise<{ runId: string; formId: string }> {
  const closed = await world.sink({ host: "127.0.0.3" });
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const product = await setUpProduct(server);
  const { formId } = await product.publish(peersGraph(sink.url));
  const parked = await product.publish(peersGraph(closed.url));
  closed.stop();
  await submitOne(parked.url, "template");
  const sql = `SELECT count(*)::int FROM "PluginRun" r JOIN pgboss.job j ON j.data->>'runId' = r.id::text
    WHERE r."formId" = '${parked.formId}' AND r.status = 'waiting'`;
  const look = async (): Promise<true | null> => ((await countOf(cluster, sql)) > 0 ? true : null);
  const found = await waitFor(look, { withinMs: 30_000 });
  await endServer(server);
  if (found === null) throw new Error("no run came to wait");
  const runId = await runOf(cluster, parked.formId);
  // Out of every start's way: it is only there to be copied.
  await cluster.run(
    `UPDATE pgboss.job SET start_after = ${aYearAhead} WHERE data->>'runId' = '${runId}'`,
  );
  await cluster.run(
    `UPDATE "PluginRun" SET status = 'waiting', "dueAt" = ${aYearAhead} WHERE id = '${runId}'`,
  );
  return { runId, formId };
}

const aYearAhead = "now() + interval '1 year'";

/** Adds copies until so many runs wait, the template among them, each due at another time. */
async function topUp(cluster: Cluster, runId: string, wanted: number): Promise<void> {
  const there = await countOf(
    cluster,
    `SELECT count(*)::int FROM "PluginRun" WHERE "finishedAt" IS NULL`,
  );
  if (wanted <= there) return;
  const later = "now() + interval '1 year' + s.n * interval '1 minute'";
  await cloneRuns(cluster, {
    runId,
    count: wanted - there,
    run: { status: `'waiting'`, dueAt: later },
    step: { dueAt: `CASE WHEN t."dueAt" IS NULL THEN NULL ELSE ${later} END` },
    job: { start_after: later, keep_until: `${later} + interval '10 years'` },
  });
  const jobs = await countOf(cluster, `SELECT count(*)::int FROM pgboss.job WHERE name = 'runs'`);
  if (jobs < wanted) throw new Error(`${wanted} runs wait, and only ${jobs} have a job`);
  await cluster.run("VACUUM ANALYZE");
}

interface Case {
  readonly cluster: Cluster;
  readonly sink: Sink;
  readonly formId: string;
  readonly waiting: number;
}

async function measureLevel(
  world: World,
  { cluster, sink, formId, waiting }: Case,
  options: RunOptions,
): Promise<Level> {
  const env = { DATABASE_URL: cluster.connectionString };
  const starts: number[] = [];
  for (let n = 0; n < (options.quick ? 0 : 2); n += 1) {
    const began = performance.now();
    const early = await world.server(env);
    starts.push(Math.round(performance.now() - began));
    await endServer(early);
  }
  const began = performance.now();
  const server = await world.server(env);
  starts.push(Math.round(performance.now() - began));
  await pause(settleMs);
  const pids = [server.pid, cluster.pid];
  const { pssMib } = measureMemory(pids);
  const idle = startMeter(pids);
  await pause(options.quick ? settleMs : idleMs);
  const { cpuMs, seconds } = idle();
  const load = { url: submitUrl(server.url, formId), sink, pids, pace: { connections: 10 } };
  await runLoad({ ...load, count: scaled(2_000, options) });
  const rounds = options.quick ? 1 : 3;
  const lines = await runLoad({ ...load, count: scaled(4_000, options), rounds });
  await endServer(server);
  const middle = (read: (line: LoadLine) => number | null): number | null =>
    median(lines.map(read));
  return {
    waiting,
    readyMs: median(starts),
    pss: pssMib,
    idleCpu: round(cpuMs / seconds),
    perSec: middle((line) => line.perSec),
    cpu: middle((line) => line.cpuMsPerWf),
    p95: middle((line) => line.p95),
  };
}

function report(found: readonly Level[]): Findings {
  const [none, most] = [found[0], found.at(-1)];
  const rise = none === undefined || most === undefined ? null : most.pss - none.pss;
  return {
    tables: [
      {
        title: "Waiting runs, and the peers' work beside them",
        columns: [
          { key: "waiting", label: "waiting runs" },
          { key: "readyMs", label: "from start to ready, ms" },
          { key: "pss", label: "idle memory, MiB PSS" },
          { key: "idleCpu", label: "idle CPU, ms a second" },
          { key: "perSec", label: "workflows/s" },
          { key: "cpu", label: "CPU ms per workflow" },
          { key: "p95", label: "p95 ms" },
        ],
        rows: found.map((level) => ({ ...level })),
      },
    ],
    aims: [
      {
        what: `ready with ${most?.waiting ?? 0} waiting runs`,
        unit: "ms",
        measured: most?.readyMs ?? null,
        atMost: 3_000,
      },
      { what: "memory that they add", unit: "MiB PSS", measured: rise, atMost: 150 },
    ],
    pictures: pictures(found),
    notes: [
      "Waiting runs are copies of one that waits for its next attempt, with their steps, attempts and queue jobs, due a year ahead and later. PostgreSQL was running already; the time is from starting the server's process to its first 200 from /readyz.",
    ],
  };
}

function pictures(found: readonly Level[]): Picture[] {
  const points = (read: (level: Level) => number | null) =>
    found.map((level) => [level.waiting, read(level)] as const);
  const picture = { xLabel: "waiting runs", xScale: "log" } as const;
  return [
    {
      ...picture,
      name: "waiting-ready",
      title: "From start to ready, by the number of waiting runs",
      yLabel: "ms",
      lines: [{ label: "ready", points: points((level) => level.readyMs) }],
    },
    {
      ...picture,
      name: "waiting-memory",
      title: "Idle memory, by the number of waiting runs",
      yLabel: "MiB PSS, server and PostgreSQL",
      lines: [{ label: "memory", points: points((level) => level.pss) }],
    },
    {
      ...picture,
      name: "waiting-cpu",
      title: "CPU of the peers' work, by the number of waiting runs",
      yLabel: "ms per workflow, server and PostgreSQL",
      lines: [{ label: "CPU", points: points((level) => level.cpu) }],
    },
  ];
}
