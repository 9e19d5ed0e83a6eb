import { measureMemory } from "../measure/memory.ts";
import { runLoad, type Load, type LoadLine } from "../measure/load.ts";
import { median, ratio } from "../measure/statistics.ts";
import { pause } from "../measure/wait.ts";
import {
  scaled,
  type Aim,
  type Cell,
  type Findings,
  type RunOptions,
  type Scenario,
} from "../scenario.ts";
import { startNodeRed } from "../world/node-red.ts";
import { postmasterOf } from "../world/cluster.ts";
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct } from "../world/workload.ts";
import { inWorld, type World } from "../world/world.ts";

const settleMs = 3_000;
const ours = "Formloom";

/** Formloom and Node-RED 5 at the same work, in turns, with the same generator and sink. */
export const peers: Scenario = {
  name: "peers",
  title: "The peers' work",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Contestant {
  readonly who: string;
  readonly load: Pick<Load, "url" | "sink" | "pids" | "plainBody">;
  readonly memory: Record<"idle" | "after", { pssMib: number; aloneMib: number }>;
  readonly burst: LoadLine[];
  readonly paced: LoadLine[];
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const sink = await world.sink();
  options.say("starting Formloom");
  const first = await startOurs(world, sink);
  options.say("starting Node-RED (installed from the registry the first time)");
  const { contestant: second, version, startMs } = await startTheirs(world, sink);
  await pause(settleMs);
  for (const each of [first, second]) each.memory.idle = measureMemory(each.load.pids ?? []);
  await takeTurns([first, second], options);
  return report(first, second, [
    `Node-RED ${version} is the one that the registry gave for node-red@5; it was ready after ${startMs} ms.`,
    "Node-RED answers right after its HTTP node, before the work is done, and keeps and logs nothing; Formloom answers after the commit and logs every attempt.",
    "Rounds alternate, so that what else the machine does hits both. Rates include the generator and the sink, about 1 ms of CPU per workflow; CPU per workflow does not.",
    "What a kill loses is the scenario `kills`.",
  ]);
}

async function startOurs(world: World, sink: Sink): Promise<Contestant> {
  const dataDir = world.folder();
  const server = await world.server({ FORMLOOM_DATA_DIR: dataDir });
  const product = await setUpProduct(server);
  const { url } = await product.publish(peersGraph(sink.url));
  return contestant(ours, { url, sink, pids: [server.pid, postmasterOf(dataDir)] });
}

async function startTheirs(world: World, sink: Sink) {
  const { url, pid, version, startMs } = await startNodeRed(world, sink.url);
  const who = `Node-RED ${version}`;
  return {
    version,
    startMs,
    contestant: contestant(who, { url, sink, pids: [pid], plainBody: true }),
  };
}

function contestant(who: string, load: Contestant["load"]): Contestant {
  const none = { pssMib: 0, aloneMib: 0 };
  return { who, load, memory: { idle: none, after: none }, burst: [], paced: [] };
}

async function takeTurns(both: readonly Contestant[], options: RunOptions): Promise<void> {
  const fast = { connections: 10 };
  for (const { load } of both)
    await runLoad({ ...load, count: scaled(2_000, options), pace: fast });
  for (let round = 1; round <= scaled(3, options, 2); round += 1) {
    for (const { who, load, burst } of both) {
      options.say(`burst ${round}: ${who}`);
      burst.push(...(await runLoad({ ...load, count: scaled(4_000, options), pace: fast })));
    }
  }
  for (const each of both) each.memory.after = measureMemory(each.load.pids ?? []);
  for (let round = 1; round <= scaled(2, options); round += 1) {
    for (const { who, load, paced } of both) {
      options.say(`10 a second, ${round}: ${who}`);
      paced.push(
        ...(await runLoad({ ...load, count: scaled(200, options), pace: { everyMs: 100 } })),
      );
    }
  }
}

const roundColumns = [
  { key: "what", label: "round" },
  { key: "n", label: "submissions" },
  { key: "perSec", label: "workflows/s" },
  { key: "cpuMsPerWf", label: "CPU ms per workflow" },
  { key: "p50", label: "p50 ms" },
  { key: "p95", label: "p95 ms" },
  { key: "p99", label: "p99 ms" },
  { key: "lost", label: "lost" },
  { key: "twice", label: "twice" },
  { key: "othersCores", label: "others' cores" },
];

function report(ours: Contestant, theirs: Contestant, notes: readonly string[]): Findings {
  const rounds = [ours, theirs].flatMap(({ who, burst, paced }) => [
    ...burst.map((line, index) => ({ what: `${who}, burst ${index + 1}`, ...cells(line) })),
    ...paced.map((line, index) => ({ what: `${who}, 10/s ${index + 1}`, ...cells(line) })),
  ]);
  const [us, them] = [summaryOf(ours), summaryOf(theirs)];
  const compared = Object.entries(us).map(([what, value]) => {
    const other = them[what] ?? null;
    return { what, ours: value, theirs: other, ratio: ratio(value, other) };
  });
  return {
    tables: [
      {
        title: "Side by side, medians",
        columns: [
          { key: "what", label: "" },
          { key: "ours", label: ours.who },
          { key: "theirs", label: theirs.who },
          { key: "ratio", label: "ours / theirs" },
        ],
        rows: compared,
      },
      { title: "Rounds", columns: roundColumns, rows: rounds },
    ],
    aims: aimsOf(us, them),
    notes,
  };
}

type Summary = Readonly<Record<string, number | null>>;

function aimsOf(us: Summary, them: Summary): Aim[] {
  const own = (what: string, unit: string) => ({ what, unit, measured: us[what] ?? null });
  const compared = (what: string) => ({
    what: `${what}: ours / theirs`,
    unit: "",
    measured: ratio(us[what] ?? null, them[what] ?? null),
  });
  return [
    { ...own(names.rate, "workflows/s"), atLeast: 1_000 },
    { ...compared(names.rate), atLeast: 1 },
    { ...own(names.cpu, "ms"), atMost: 1 },
    { ...compared(names.cpu), atMost: 1 },
    { ...own(names.p50, "ms"), atMost: 8 },
    { ...own(names.p95, "ms"), atMost: 15 },
    { ...own(names.after, "MiB PSS"), atMost: 390 },
    { ...own(names.idle, "MiB PSS"), atMost: 250 },
    { ...own(names.lost, ""), atMost: 0 },
  ];
}

const names = {
  rate: "workflows/s, 10 connections",
  cpu: "CPU ms per workflow, all processes",
  p50: "p50 ms at 10/s",
  p95: "p95 ms at 10/s",
  idle: "memory before, MiB PSS",
  idleAlone: "memory before, MiB if nothing else ran",
  after: "memory after the bursts, MiB PSS",
  afterAlone: "memory after the bursts, MiB if nothing else ran",
  lost: "submissions lost",
} as const;

function summaryOf({ burst, paced, memory }: Contestant): Summary {
  return {
    [names.rate]: median(burst.map((line) => line.perSec)),
    [names.cpu]: median(burst.map((line) => line.cpuMsPerWf)),
    [names.p50]: median(paced.map((line) => line.p50)),
    [names.p95]: median(paced.map((line) => line.p95)),
    [names.idle]: memory.idle.pssMib,
    [names.idleAlone]: memory.idle.aloneMib,
    [names.after]: memory.after.pssMib,
    [names.afterAlone]: memory.after.aloneMib,
    [names.lost]: [...burst, ...paced].reduce((sum, line) => sum + line.lost, 0),
  };
}

function cells(line: LoadLine): Record<string, Cell> {
  const { n, perSec, cpuMsPerWf, p50, p95, p99, lost, twice, othersCores } = line;
  return { n, perSec, cpuMsPerWf, p50, p95, p99, lost, twice, othersCores };
}
