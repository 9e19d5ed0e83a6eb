import { runRound } from "../measure/load.ts";
import { round, startMeter, type Reading } from "../measure/meter.ts";
import { median, percentMore } from "../measure/statistics.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import type { Cluster } from "../world/cluster.ts";
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct, submitUrl } from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

/** Two processes on one database against one, each with one thread. */
export const processes: Scenario = {
  name: "processes",
  title: "Several processes on one database",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Arrangement {
  readonly what: string;
  /** Roles of the servers; submissions go to those that are no worker, in turns. */
  readonly roles: readonly ("all" | "web" | "worker")[];
}

const arrangements: readonly Arrangement[] = [
  { what: "one process", roles: ["all"] },
  { what: "two processes", roles: ["all", "all"] },
  { what: "web and one worker", roles: ["web", "worker"] },
  { what: "web and two workers", roles: ["web", "worker", "worker"] },
];

interface Stage {
  readonly cluster: Cluster;
  /** A form with its sink for each of the two load generators. */
  readonly ways: readonly { readonly formId: string; readonly sink: Sink }[];
}

interface Row {
  readonly what: string;
  readonly perSec: number | null;
  readonly cpu: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly lost: number;
  readonly twice: number;
  readonly othersCores: number;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const cluster = await world.cluster();
  const sinks = [await world.sink(), await world.sink()];
  const first = await world.server({ DATABASE_URL: cluster.connectionString });
  const product = await setUpProduct(first);
  const ways = await Promise.all(
    sinks.map(async (sink) => {
      const { formId } = await product.publish(peersGraph(sink.url));
      return { formId, sink };
    }),
  );
  await endServer(first);
  const rows: Row[] = [];
  for (let n = 0; n < (options.quick ? 1 : 3); n += 1) {
    for (const arrangement of arrangements) {
      rows.push(await measureOne(world, { cluster, ways }, arrangement, options));
      options.say(`${arrangement.what}: ${rows.at(-1)?.cpu} ms of CPU per workflow`);
    }
  }
  return report(rows);
}

async function measureOne(
  world: World,
  { cluster, ways }: Stage,
  { what, roles }: Arrangement,
  options: RunOptions,
): Promise<Row> {
  const env = { DATABASE_URL: cluster.connectionString, FORMLOOM_THREADS: "1" };
  const servers = [];
  for (const role of roles) {
    servers.push({ role, server: await world.server({ ...env, FORMLOOM_ROLE: role }) });
  }
  const doors = servers.filter(({ role }) => role !== "worker").map(({ server }) => server.url);
  const load = (count: number) =>
    Promise.all(
      ways.map(({ formId, sink }, index) => {
        const url = submitUrl(doors[index % doors.length] ?? "", formId);
        return runRound({ url, sink, count, pace: { connections: 5 } });
      }),
    );
  await load(scaled(1_000, options));
  const stop = startMeter([cluster.pid, ...servers.map(({ server }) => server.pid)]);
  const lines = await load(scaled(3_000, options));
  const reading: Reading = stop();
  for (const { server } of servers) await endServer(server);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const arrived = sum(lines.map((line) => line.unique));
  return {
    what,
    perSec: Math.round(sum(lines.map((line) => line.perSec ?? 0))),
    cpu: round(reading.cpuMs / arrived),
    p50: median(lines.map((line) => line.p50)),
    p95: median(lines.map((line) => line.p95)),
    lost: sum(lines.map((line) => line.lost)),
    twice: sum(lines.map((line) => line.twice)),
    othersCores: reading.othersCores,
  };
}

function report(rows: readonly Row[]): Findings {
  const middle = (what: string, read: (row: Row) => number | null): number | null =>
    median(rows.filter((row) => row.what === what).map(read));
  const summary = arrangements.map(({ what }) => ({
    what,
    perSec: middle(what, (row) => row.perSec),
    cpu: middle(what, (row) => row.cpu),
    p50: middle(what, (row) => row.p50),
    p95: middle(what, (row) => row.p95),
    lost: middle(what, (row) => row.lost),
    twice: middle(what, (row) => row.twice),
    othersCores: middle(what, (row) => row.othersCores),
  }));
  const [one, two, worker, workers] = summary;
  return {
    tables: [
      {
        title: "The peers' work, twice 5 connections, medians",
        columns: [
          { key: "what", label: "" },
          { key: "perSec", label: "workflows/s" },
          { key: "cpu", label: "CPU ms per workflow, all processes" },
          { key: "p50", label: "p50 ms" },
          { key: "p95", label: "p95 ms" },
          { key: "lost", label: "lost" },
          { key: "twice", label: "twice" },
          { key: "othersCores", label: "others' cores" },
        ],
        rows: summary,
      },
    ],
    aims: [
      {
        what: "more CPU per workflow with two processes than with one",
        unit: "%",
        measured: percentMore(two?.cpu ?? null, one?.cpu ?? null),
        atMost: 15,
      },
      {
        what: "more CPU per workflow with two workers than with one",
        unit: "%",
        measured: percentMore(workers?.cpu ?? null, worker?.cpu ?? null),
        atMost: 15,
      },
    ],
    notes: [
      "Each arrangement is started anew on the same database, warmed up, and measured in turns with the others. The meter runs until the slower of the two generators has ended, about 1.5 s of idling included.",
    ],
  };
}
