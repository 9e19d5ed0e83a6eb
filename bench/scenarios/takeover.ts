import { median } from "../measure/statistics.ts";
import { waitFor } from "../measure/wait.ts";
import type { Aim, Findings, RunOptions, Scenario } from "../scenario.ts";
import { installOddPlugin } from "../world/odd-plugins.ts";
import { monotonicMs, type Sink } from "../world/sink.ts";
import { chain, peersGraph, setUpProduct, submitOne, type Product } from "../world/workload.ts";
import { inWorld, type World } from "../world/world.ts";

const withinMs = 60_000;
/** Longer than anything is watched here, so that every run is still at its webhook when it is cut off. */
const endpointMs = 120_000;
const runsCutOff = 20;

/** How long runs stand still when what executes them is lost. */
export const takeover: Scenario = {
  name: "takeover",
  title: "Lost processes and threads",
  run: measure,
};

interface Loss {
  readonly what: string;
  readonly atMostMs: number;
  /** Cuts runs off, and gives for each in how many ms its webhook was called again; null: never. */
  readonly lose: (world: World, sink: Sink) => Promise<(number | null)[]>;
}

const losses: readonly Loss[] = [
  {
    what: "kill -9 of one of two processes",
    atMostMs: 5_000,
    lose: (world, sink) => loseProcess(world, sink, "SIGKILL"),
  },
  {
    what: "one of two processes frozen (SIGSTOP)",
    atMostMs: 20_000,
    lose: (world, sink) => loseProcess(world, sink, "SIGSTOP"),
  },
  { what: "a thread that a step ends", atMostMs: 1_000, lose: loseThread },
];

async function measure(options: RunOptions): Promise<Findings> {
  const rows: Record<string, string | number | null>[] = [];
  const aims: Aim[] = [];
  for (const { what, atMostMs, lose } of losses) {
    const times: (number | null)[] = [];
    for (let n = 0; n < (options.quick ? 1 : 3); n += 1) {
      times.push(
        ...(await inWorld(async (world) =>
          lose(world, await world.sink({ host: "127.0.0.2", delayMs: endpointMs })),
        )),
      );
    }
    const known = times.filter((time) => time !== null);
    const slowest = known.length < times.length ? null : Math.max(...known);
    const rounded = [Math.min(...known), median(known), slowest].map((time) =>
      time === null || !Number.isFinite(time) ? null : Math.round(time),
    );
    const [first, middle, last] = [rounded[0] ?? null, rounded[1] ?? null, rounded[2] ?? null];
    rows.push({ what, runs: times.length, back: known.length, first, middle, last });
    aims.push({ what, unit: "ms", measured: last, atMost: atMostMs });
    options.say(`${what}: the last went on after ${last} ms`);
  }
  return {
    tables: [
      {
        title: "From the loss until the run's webhook is called again",
        columns: [
          { key: "what", label: "lost" },
          { key: "runs", label: "runs cut off" },
          { key: "back", label: "went on" },
          { key: "first", label: "first, ms" },
          { key: "middle", label: "median, ms" },
          { key: "last", label: "last, ms" },
        ],
        rows,
      },
    ],
    aims,
    notes: [
      `Runs are cut off while they wait for their webhook's reply; each is watched for ${withinMs / 1000} s. A thread's time counts from sending the submission whose step ends it.`,
    ],
  };
}

async function loseProcess(
  world: World,
  sink: Sink,
  signal: "SIGKILL" | "SIGSTOP",
): Promise<(number | null)[]> {
  const { connectionString } = await world.cluster();
  const first = await world.server({ DATABASE_URL: connectionString });
  await world.server({ DATABASE_URL: connectionString });
  const { url } = await (await setUpProduct(first)).publish(peersGraph(sink.url));
  const ids = await startRuns(url, sink, runsCutOff);
  const lostAt = monotonicMs();
  first.kill(signal);
  return timesOfReturn(sink, ids, lostAt);
}

async function loseThread(world: World, sink: Sink): Promise<(number | null)[]> {
  const plugins = world.folder();
  await installOddPlugin(plugins);
  const server = await world.server({ FORMLOOM_PLUGINS_DIRS: plugins, FORMLOOM_THREADS: "1" });
  const product = await setUpProduct(server);
  const victim = await product.publish(peersGraph(sink.url));
  const culprit = await publishCulprit(product);
  const ids = await startRuns(victim.url, sink, 1);
  const lostAt = monotonicMs();
  await submitOne(culprit.url, "culprit");
  return timesOfReturn(sink, ids, lostAt);
}

function publishCulprit(product: Product): Promise<{ readonly url: string }> {
  const retry = { maxAttempts: 1, firstDelayMs: 100, factor: 1, maxDelayMs: 100 };
  const node = { id: "odd", type: "odd", config: { how: "exit3" }, settings: { retry } };
  return product.publish(chain([node]));
}

/** Starts runs, and returns their ids at the sink when all are waiting for its reply. */
async function startRuns(url: string, sink: Sink, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `cut-off-${index}`);
  await Promise.all(ids.map((id) => submitOne(url, id)));
  const look = async (): Promise<true | null> => {
    const arrivals = await sink.arrivals();
    return ids.every((id) => arrivals[id] !== undefined) ? true : null;
  };
  if ((await waitFor(look, { withinMs })) === null) throw new Error("not all runs began");
  return ids;
}

async function timesOfReturn(
  sink: Sink,
  ids: readonly string[],
  lostAt: number,
): Promise<(number | null)[]> {
  const look = async (): Promise<(number | null)[] | null> => {
    const times = await read();
    return times.includes(null) ? null : times;
  };
  const read = async (): Promise<(number | null)[]> => {
    const arrivals = await sink.arrivals();
    return ids.map((id) => {
      const again = arrivals[id]?.[1];
      return again === undefined ? null : again - lostAt;
    });
  };
  return (await waitFor(look, { withinMs })) ?? read();
}
