import { runRound, type LoadLine } from "../measure/load.ts";
import { median, percentMore } from "../measure/statistics.ts";
import { pause } from "../measure/wait.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct } from "../world/workload.ts";
import { inWorld, type World } from "../world/world.ts";

const endpointMs = 5_000;
/** 50 a second each, so 100 in all. */
const everyMs = 20;
const submissions = 1_500;

/** Whether a slow endpoint of some runs slows the others. */
export const slow: Scenario = {
  name: "slow",
  title: "A slow endpoint beside a fast one",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Way {
  readonly url: string;
  readonly sink: Sink;
}

const cases = {
  alone: "50/s alone",
  quick: "beside 50/s to another fast endpoint",
  slow: "beside 50/s to a 5 s endpoint",
} as const;
type Case = keyof typeof cases;

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const sinks = {
    watched: await world.sink(),
    quick: await world.sink({ host: "127.0.0.3" }),
    slow: await world.sink({ host: "127.0.0.2", delayMs: endpointMs }),
  };
  const server = await world.server();
  const product = await setUpProduct(server);
  const way = async (sink: Sink): Promise<Way> => ({
    url: (await product.publish(peersGraph(sink.url))).url,
    sink,
  });
  const watched = await way(sinks.watched);
  const beside: Record<Case, Way | null> = {
    alone: null,
    quick: await way(sinks.quick),
    slow: await way(sinks.slow),
  };
  const count = scaled(submissions, options);
  await runRound({ ...watched, count: scaled(1_000, options), pace: { connections: 10 } });
  const lines: Record<Case, LoadLine[]> = { alone: [], quick: [], slow: [] };
  for (let n = 0; n < (options.quick ? 1 : 3); n += 1) {
    for (const name of ["alone", "quick", "slow"] as const) {
      lines[name].push(await runBeside(watched, beside[name], count));
      options.say(`${cases[name]}: p95 ${lines[name].at(-1)?.p95} ms`);
      // What still waits for the slow endpoint ends before the next round begins.
      await pause(endpointMs + 1_000);
    }
  }
  return report(lines);
}

async function runBeside(watched: Way, other: Way | null, count: number): Promise<LoadLine> {
  const pace = { everyMs };
  const [line] = await Promise.all([
    runRound({ ...watched, count, pace }),
    other === null ? null : runRound({ ...other, count, pace }),
  ]);
  return line;
}

function report(lines: Readonly<Record<Case, readonly LoadLine[]>>): Findings {
  const middle = (name: Case, read: (line: LoadLine) => number | null): number | null =>
    median(lines[name].map(read));
  const rows = (["alone", "quick", "slow"] as const).map((name) => ({
    what: cases[name],
    p50: middle(name, (line) => line.p50),
    p95: middle(name, (line) => line.p95),
    p99: middle(name, (line) => line.p99),
    lost: middle(name, (line) => line.lost),
  }));
  const p95 = (name: Case): number | null => middle(name, (line) => line.p95);
  const aim = { unit: "%", atMost: 20 };
  return {
    tables: [
      {
        title: "From submission to arrival, of 50 a second to a fast endpoint",
        columns: [
          { key: "what", label: "" },
          { key: "p50", label: "p50 ms" },
          { key: "p95", label: "p95 ms" },
          { key: "p99", label: "p99 ms" },
          { key: "lost", label: "lost" },
        ],
        rows,
      },
    ],
    aims: [
      {
        ...aim,
        what: "rise of p95 by a slow half, against the same without it",
        measured: percentMore(p95("slow"), p95("alone")),
      },
      {
        ...aim,
        what: "rise of p95 by a slow half, against a fast half",
        measured: percentMore(p95("slow"), p95("quick")),
      },
    ],
    notes: [
      "The endpoints have loopback addresses of their own, so that they are different hosts. About 250 runs wait for the slow one at any time.",
    ],
  };
}
