import { freePort } from "../../server/test/support/spawn-server.ts";
import { waitFor } from "../measure/wait.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import { startNodeRed } from "../world/node-red.ts";
import type { Sink } from "../world/sink.ts";
import { peersGraph, setUpProduct } from "../world/workload.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

const submissions = 200;
const connections = 10;
/** When nothing has arrived for so long after the restart, nothing will. */
const quietMs = 10_000;
const restWithinMs = 120_000;

/** What `kill -9` right after the last acknowledgement loses, of Formloom and of Node-RED. */
export const kills: Scenario = {
  name: "kills",
  title: "What a kill loses",
  run: (options) => inWorld((world) => measure(world, options)),
};

/** What can be killed and started again. */
interface Victim {
  readonly who: string;
  readonly url: string;
  readonly sink: Sink;
  readonly bodyOf: (id: string) => unknown;
  readonly kill: () => Promise<unknown>;
  readonly restart: () => Promise<void>;
}

interface Row {
  readonly [key: string]: string | number;
  readonly who: string;
  readonly acked: number;
  readonly atKill: number;
  readonly lost: number;
  readonly twice: number;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const rows: Row[] = [];
  for (let n = 1; n <= (options.quick ? 1 : 3); n += 1) {
    for (const start of [startOurs, startTheirs]) {
      const victim = await start(world);
      rows.push(await killOnce(victim, `round${n}`, scaled(submissions, options, 50)));
      options.say(`${victim.who}: ${rows.at(-1)?.lost} of ${rows.at(-1)?.acked} lost`);
      await victim.kill();
    }
  }
  const ours = rows.filter((row) => row.who === ourName);
  return {
    tables: [
      {
        title: "Killed when the last submission was acknowledged, and started again",
        columns: [
          { key: "who", label: "" },
          { key: "acked", label: "acknowledged" },
          { key: "atKill", label: "arrived before" },
          { key: "lost", label: "lost" },
          { key: "twice", label: "arrived twice" },
        ],
        rows,
      },
    ],
    aims: [
      {
        what: "acknowledged and lost",
        unit: "",
        measured: ours.reduce((sum, row) => sum + row.lost, 0),
        atMost: 0,
      },
    ],
    notes: [
      `Submissions come over ${connections} connections. What arrives twice was under way when it was cut off, and has the same key both times. \`npm run crash\` kills at random moments instead.`,
    ],
  };
}

const ourName = "Formloom";

async function startOurs(world: World): Promise<Victim> {
  const sink = await world.sink();
  const env = { FORMLOOM_DATA_DIR: world.folder(), PORT: String(await freePort()) };
  let server = await world.server(env);
  const { url } = await (await setUpProduct(server)).publish(peersGraph(sink.url));
  return {
    who: ourName,
    url,
    sink,
    bodyOf: (id) => ({ data: { ...answers, responseid: id } }),
    kill: () => {
      server.kill("SIGKILL");
      return server.exited;
    },
    restart: async () => {
      await endServer(server);
      server = await world.server(env);
    },
  };
}

async function startTheirs(world: World): Promise<Victim> {
  const sink = await world.sink();
  let running = await startNodeRed(world, sink.url);
  return {
    who: `Node-RED ${running.version}`,
    url: running.url,
    sink,
    bodyOf: (id) => ({ formId: "contact", responseId: id, data: answers }),
    kill: () => running.kill("SIGKILL"),
    restart: async () => {
      running = await running.restart();
    },
  };
}

const answers = { name: "Ada", email: "ada@example.test", budget: 5000, message: "Hello" };

async function killOnce(victim: Victim, round: string, count: number): Promise<Row> {
  const acked = await submitAll(victim, round, count);
  await victim.kill();
  const atKill = (await arrivedOf(victim, acked)).length;
  await victim.restart();
  const arrivals = await whenQuiet(victim, acked);
  return {
    who: victim.who,
    acked: acked.length,
    atKill,
    lost: acked.length - arrivals.length,
    twice: arrivals.filter((times) => times.length > 1).length,
  };
}

/** Submits over several connections; ids of what was acknowledged. */
async function submitAll(victim: Victim, round: string, count: number): Promise<string[]> {
  const acked: string[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const id = `${round}-${n}`;
      const answer = await fetch(victim.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(victim.bodyOf(id)),
      });
      await answer.arrayBuffer();
      if (answer.ok) acked.push(id);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return acked;
}

/** Arrival times of those that arrived. */
async function arrivedOf({ sink }: Victim, ids: readonly string[]): Promise<(readonly number[])[]> {
  const arrivals = await sink.arrivals();
  return ids.flatMap((id) => (arrivals[id] === undefined ? [] : [arrivals[id]]));
}

/** Waits until everything arrived, or until nothing has for a while. */
async function whenQuiet(victim: Victim, ids: readonly string[]): Promise<(readonly number[])[]> {
  let seen = -1;
  let seenAt = performance.now();
  const look = async (): Promise<(readonly number[])[] | null> => {
    const arrived = await arrivedOf(victim, ids);
    if (arrived.length !== seen) seenAt = performance.now();
    seen = arrived.length;
    const isQuiet = performance.now() - seenAt > quietMs;
    return arrived.length === ids.length || isQuiet ? arrived : null;
  };
  const found = await waitFor(look, { withinMs: restWithinMs, everyMs: 250 });
  return found ?? arrivedOf(victim, ids);
}
