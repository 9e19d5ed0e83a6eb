import { runRound, type LoadLine } from "../measure/load.ts";
import { percentMore } from "../measure/statistics.ts";
import { waitFor } from "../measure/wait.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import { cloneRuns, countOf, runOf } from "../world/clone-runs.ts";
import type { Cluster } from "../world/cluster.ts";
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct, submitOne, submitUrl } from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

const bulkRuns = 50_000;
const priority = "-10";
/** 20 live submissions a second for 30 s. */
const live = { count: 600, everyMs: 50 };

/** Whether much bulk work slows live submissions. */
export const backfill: Scenario = {
  name: "backfill",
  title: "Live submissions beside a backfill",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Forms {
  readonly liveForm: string;
  readonly bulkForm: string;
  /** A queued run of the bulk form that is never due. */
  readonly template: string;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const cluster = await world.cluster();
  const sinks = { live: await world.sink(), bulk: await world.sink({ host: "127.0.0.2" }) };
  const forms = await prepare(world, cluster, sinks);
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const url = submitUrl(server.url, forms.liveForm);
  const fast = { url, sink: sinks.live, pace: { connections: 10 } };
  await runRound({ ...fast, count: scaled(1_000, options) });
  const paced = { ...fast, count: scaled(live.count, options), pace: { everyMs: live.everyMs } };
  const alone = await runRound(paced);
  options.say(`alone: p95 ${alone.p95} ms`);
  await cloneRuns(cluster, {
    runId: forms.template,
    count: scaled(bulkRuns, options),
    run: { priority, dueAt: "NULL" },
    job: { priority, start_after: "now()" },
  });
  const began = await whenLess(cluster, forms.bulkForm, scaled(bulkRuns, options));
  const before = await openRuns(cluster, forms.bulkForm);
  const since = performance.now();
  const beside = await runRound(paced);
  const left = await openRuns(cluster, forms.bulkForm);
  const seconds = (performance.now() - since) / 1000;
  options.say(`beside the backfill: p95 ${beside.p95} ms, ${left} of its runs left`);
  const bulkPerSec = Math.round((before - left) / seconds);
  return report({ alone, beside, bulkPerSec, left: began ? left : 0 });
}

async function prepare(
  world: World,
  cluster: Cluster,
  sinks: { readonly live: Sink; readonly bulk: Sink },
): Promise<Forms> {
  const web = await world.server({
    DATABASE_URL: cluster.connectionString,
    FORMLOOM_ROLE: "web",
  });
  const product = await setUpProduct(web);
  const { formId: liveForm } = await product.publish(peersGraph(sinks.live.url));
  const bulk = await product.publish(peersGraph(sinks.bulk.url));
  await submitOne(bulk.url, "bulk");
  const look = async (): Promise<true | null> =>
    (await countOf(cluster, "SELECT count(*)::int FROM pgboss.job")) > 0 ? true : null;
  if ((await waitFor(look, { withinMs: 10_000 })) === null) throw new Error("nothing was queued");
  await endServer(web);
  await cluster.run(`UPDATE pgboss.job SET start_after = now() + interval '1 year'`);
  await cluster.run(`UPDATE "PluginRun" SET "dueAt" = now() + interval '1 year'`);
  return { liveForm, bulkForm: bulk.formId, template: await runOf(cluster, bulk.formId) };
}

/** Runs of the form that are not over, but for the template. */
async function openRuns(cluster: Cluster, formId: string): Promise<number> {
  const sql = `SELECT count(*)::int - 1 FROM "PluginRun" WHERE "finishedAt" IS NULL AND "formId" = '${formId}'`;
  return countOf(cluster, sql);
}

/** Whether fewer runs came to be open in time: the backfill is under way. */
async function whenLess(cluster: Cluster, formId: string, count: number): Promise<boolean> {
  const look = async (): Promise<true | null> =>
    (await openRuns(cluster, formId)) < count ? true : null;
  return (await waitFor(look, { withinMs: 20_000, everyMs: 100 })) === true;
}

interface Found {
  readonly alone: LoadLine;
  readonly beside: LoadLine;
  readonly bulkPerSec: number;
  /** Bulk runs that were still to do when the live load ended; 0: the figures say nothing. */
  readonly left: number;
}

function report({ alone, beside, bulkPerSec, left }: Found): Findings {
  const row = (what: string, { p50, p95, p99, lost }: LoadLine, bulk: number | null) => ({
    what,
    p50,
    p95,
    p99,
    lost,
    bulk,
  });
  return {
    tables: [
      {
        title: "20 live submissions a second, from submission to arrival",
        columns: [
          { key: "what", label: "" },
          { key: "p50", label: "p50 ms" },
          { key: "p95", label: "p95 ms" },
          { key: "p99", label: "p99 ms" },
          { key: "lost", label: "lost" },
          { key: "bulk", label: "bulk runs/s" },
        ],
        rows: [row("alone", alone, null), row("beside the backfill", beside, bulkPerSec)],
      },
    ],
    aims: [
      {
        what: "rise of p95 by a backfill",
        unit: "%",
        measured: left > 0 ? percentMore(beside.p95, alone.p95) : null,
        atMost: 20,
      },
    ],
    notes: [
      `${left.toLocaleString("en-GB")} bulk runs were left when the live load ended, so it was under way all the time. The design sets no figure for a backfill; the one for a slow endpoint is taken.`,
    ],
  };
}
