import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { createPrisma } from "../../server/src/db/client.ts";
import { clearRuns } from "../../server/src/pipeline/log/clear-runs.ts";
import { pruneRuns } from "../../server/src/pipeline/log/prune-runs.ts";
import { runLoad, type LoadLine } from "../measure/load.ts";
import { round } from "../measure/meter.ts";
import { median, percentMore, quantile } from "../measure/statistics.ts";
import { waitFor } from "../measure/wait.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import { timeClaims } from "../world/claim-times.ts";
import { cloneRuns, countOf, runOf } from "../world/clone-runs.ts";
import type { Cluster } from "../world/cluster.ts";
import type { Sink } from "../world/sink.ts";
import {
  filterChain,
  peersGraph,
  setUpProduct,
  submitOne,
  submitUrl,
  type Product,
} from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";
import { historyReport, type Level } from "./history-report.ts";

const levels = [0, 10_000, 100_000, 1_000_000];
/** Attempts in the log of each finished run. */
const stepsPerRun = 10;
/** On the disk: 6,900 with indexes, measured at 10,000 runs, and what is written ahead. */
const bytesPerRun = 9_000;
const claimBatches = 40;
const claimSize = 50;
const pruneSize = 500;

/** What finished runs and their logs cost whoever comes after them. */
export const history: Scenario = {
  name: "history",
  title: "Finished runs",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Setting {
  readonly cluster: Cluster;
  readonly sink: Sink;
  /** A finished run of ten steps. */
  readonly finishedRun: string;
  /** A run of the peers' work that is queued and never due. */
  readonly queuedRun: string;
  readonly peersForm: string;
  readonly historyForm: string;
  readonly request: (url: string, path: string) => Promise<number>;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const setting = await prepare(world);
  const found: Level[] = [];
  const notes: string[] = [];
  for (const finished of levels.filter((level) => !options.quick || level <= 10_000)) {
    if (finished * bytesPerRun > freeBytes() / 2) {
      notes.push(`${finished} finished runs did not fit the disk, so they were left out.`);
      break;
    }
    await topUp(setting.cluster, setting, finished);
    found.push(await measureLevel(world, setting, finished, options));
    options.say(`${finished} finished: ${JSON.stringify(found.at(-1))}`);
  }
  const base = found[0];
  const grown = found.at(-1);
  return historyReport(found, notes, {
    rate: lostPercent(base?.perSec ?? null, grown?.perSec ?? null),
    claim: percentMore(grown?.claimP50 ?? null, base?.claimP50 ?? null),
  });
}

/** How much of `base` is gone, in percent. */
function lostPercent(base: number | null, value: number | null): number | null {
  const more = percentMore(value, base);
  return more === null ? null : -more;
}

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(tmpdir());
  return bavail * bsize;
};

/** The runs that are copied, made by the product. */
async function prepare(world: World): Promise<Setting> {
  const cluster = await world.cluster();
  const sink = await world.sink();
  const env = { DATABASE_URL: cluster.connectionString };
  const server = await world.server(env);
  const product = await setUpProduct(server);
  const historyForm = await product.publish(filterChain(stepsPerRun));
  const peersForm = await product.publish(peersGraph(sink.url));
  await submitOne(historyForm.url, "template");
  await until(cluster, `"formId" = '${historyForm.formId}' AND status = 'completed'`);
  await endServer(server);
  const web = await world.server({ ...env, FORMLOOM_ROLE: "web" });
  await submitOne(submitUrl(web.url, peersForm.formId), "queued-template");
  await until(cluster, `"formId" = '${peersForm.formId}' AND status = 'queued'`);
  await endServer(web);
  await cluster.run(`UPDATE pgboss.job SET start_after = now() + interval '1 year'`);
  await cluster.run(
    `UPDATE "PluginRun" SET "dueAt" = now() + interval '1 year' WHERE status = 'queued'`,
  );
  return {
    cluster,
    sink,
    finishedRun: await runOf(cluster, historyForm.formId),
    queuedRun: await runOf(cluster, peersForm.formId),
    peersForm: peersForm.formId,
    historyForm: historyForm.formId,
    request: requester(product),
  };
}

/** Times a GET by the API of whichever server runs now, in ms. */
function requester({ token }: Product): Setting["request"] {
  return async (url, path) => {
    const began = performance.now();
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    await answer.text();
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
    return performance.now() - began;
  };
}

async function until(cluster: Cluster, where: string): Promise<void> {
  const sql = `SELECT count(*)::int FROM "PluginRun" WHERE ${where}`;
  const look = async (): Promise<true | null> => ((await countOf(cluster, sql)) > 0 ? true : null);
  const found = await waitFor(look, { withinMs: 20_000 });
  if (found === null) throw new Error(`no run came to be ${where}`);
}

/** Adds copies, a second apart and all within the retention, until so many runs are finished. */
async function topUp(cluster: Cluster, setting: Setting, finished: number): Promise<void> {
  const [row] = await cluster.run(
    `SELECT count(*)::int AS there FROM "PluginRun" WHERE "formId" = '${setting.historyForm}'`,
  );
  const there = Number(row?.["there"]);
  if (finished <= there) return;
  const count = finished - there;
  await cloneRuns(cluster, { runId: setting.finishedRun, count, ageSeconds: count });
  await cluster.run("VACUUM ANALYZE");
  await cluster.run("CHECKPOINT");
}

async function measureLevel(
  world: World,
  setting: Setting,
  finished: number,
  options: RunOptions,
): Promise<Level> {
  const { cluster, sink, peersForm, historyForm } = setting;
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const pids = [server.pid, cluster.pid];
  const load = { url: submitUrl(server.url, peersForm), sink, pids, pace: { connections: 10 } };
  await runLoad({ ...load, count: scaled(2_000, options) });
  const rounds = options.quick ? 1 : 3;
  const lines = await runLoad({ ...load, count: scaled(4_000, options), rounds });
  const lists: number[] = [];
  const failed: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    lists.push(await setting.request(server.url, `/api/runs?formId=${historyForm}&limit=50`));
    failed.push(await setting.request(server.url, "/api/runs?status=failed&limit=50"));
  }
  await endServer(server);
  const middle = (read: (line: LoadLine) => number | null): number | null =>
    median(lines.map(read));
  const claims = await claimTimes(setting);
  const pruned = finished > 0 ? await pruneTimes(cluster, historyForm) : [];
  return {
    finished,
    logRows: await countOf(
      cluster,
      `SELECT greatest(0, reltuples)::float8 FROM pg_class WHERE oid = '"PluginExecutionLog"'::regclass`,
    ),
    perSec: middle((line) => line.perSec),
    cpu: middle((line) => line.cpuMsPerWf),
    claimP50: shorten(median(claims)),
    claimP99: shorten(quantile(claims, 0.99)),
    listP50: shorten(median(lists)),
    listFailed: shorten(median(failed)),
    pruneP50: shorten(median(pruned)),
    pruneMax: shorten(quantile(pruned, 1)),
    gib: round(
      (await countOf(cluster, "SELECT pg_database_size(current_database())::float8")) / 2 ** 30,
    ),
  };
}

const shorten = (value: number | null): number | null => (value === null ? null : round(value));

async function claimTimes({ cluster, queuedRun }: Setting): Promise<number[]> {
  const now = { start_after: "now()" };
  await cloneRuns(cluster, { runId: queuedRun, count: claimBatches * claimSize, job: now });
  const times = await timeClaims(cluster.connectionString, {
    batches: claimBatches,
    limit: claimSize,
  });
  await cluster.run(
    `WITH gone AS (DELETE FROM "PluginRun" WHERE "finishedAt" IS NULL AND id <> '${queuedRun}' RETURNING id)
     DELETE FROM "PluginJob" WHERE "runId" IN (SELECT id FROM gone)`,
  );
  return times;
}

/** Clears and then prunes the oldest runs, in the largest batches of housekeeping, and gives the time of each pruning. */
async function pruneTimes(cluster: Cluster, formId: string): Promise<number[]> {
  const prisma = createPrisma(cluster.connectionString);
  const due = { days: 0, now: new Date(), afterId: null, limit: pruneSize };
  try {
    const where = { formId };
    const { id: pipelineId } = await prisma.pluginConfig.findFirstOrThrow({ where });
    const times: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await clearRuns(prisma, { ...due, formId });
      const began = performance.now();
      const { count } = await pruneRuns(prisma, { ...due, pipelineId });
      if (count < pruneSize) throw new Error(`only ${count} runs were there to prune`);
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await prisma.$disconnect();
  }
}
