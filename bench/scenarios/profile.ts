import { readdirSync } from "node:fs";
import { runRound } from "../measure/load.ts";
import { processTree, readText, statFields } from "../measure/process-tree.ts";
import { round } from "../measure/meter.ts";
import { scaled, type Findings, type RunOptions, type Scenario } from "../scenario.ts";
import type { Cluster } from "../world/cluster.ts";
import { peersGraph, setUpProduct } from "../world/workload.ts";
import { inWorld, type World } from "../world/world.ts";

/** Where the CPU of the peers' work goes, thread by thread. */
export const profile: Scenario = {
  name: "profile",
  title: "CPU by thread and process",
  onlyByName: true,
  run: (options) => inWorld((world) => measure(world, options)),
};

/** CPU ticks of 10 ms so far, by what used them: user and system. */
type Usage = ReadonlyMap<string, { readonly user: number; readonly system: number }>;

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const cluster = await world.cluster();
  const sink = await world.sink();
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const { url } = await (await setUpProduct(server)).publish(peersGraph(sink.url));
  const load = { url, sink, pace: { connections: 10 } };
  await runRound({ ...load, count: scaled(4_000, options) });
  options.say("warm; measuring");
  const before = await readUsage(server.pid, cluster);
  const line = await runRound({ ...load, count: scaled(10_000, options) });
  const after = await readUsage(server.pid, cluster);
  const rows = [...after].map(([what, now]) => {
    const was = before.get(what) ?? { user: 0, system: 0 };
    const user = (10 * (now.user - was.user)) / line.unique;
    const system = (10 * (now.system - was.system)) / line.unique;
    return { what, user: round(user), system: round(system), cpu: round(user + system) };
  });
  const shown = rows.filter((row) => row.cpu > 0).toSorted((a, b) => b.cpu - a.cpu);
  const sum = (read: (row: (typeof rows)[number]) => number): number =>
    round(rows.reduce((total, row) => total + read(row), 0));
  const all = {
    what: "all",
    user: sum((row) => row.user),
    system: sum((row) => row.system),
    cpu: sum((row) => row.cpu),
  };
  return {
    tables: [
      {
        title: `CPU ms per workflow, at ${line.perSec ?? 0} workflows/s`,
        columns: [
          { key: "what", label: "thread or process" },
          { key: "user", label: "user" },
          { key: "system", label: "system" },
          { key: "cpu", label: "CPU" },
        ],
        rows: [...shown, all],
      },
    ],
    aims: [],
    notes: [
      "Threads of one name are added up; `V8Worker` compiles and collects garbage, `libuv-worker` waits for names and files. Threads and processes that began or ended meanwhile are left out.",
    ],
  };
}

async function readUsage(serverPid: number, cluster: Cluster): Promise<Usage> {
  const usage = new Map<string, { user: number; system: number }>();
  const add = (what: string, fields: readonly string[]): void => {
    const known = usage.get(what) ?? { user: 0, system: 0 };
    usage.set(what, {
      user: known.user + Number(fields[11] ?? 0),
      system: known.system + Number(fields[12] ?? 0),
    });
  };
  for (const id of readdirSync(`/proc/${serverPid}/task`)) {
    const path = `/proc/${serverPid}/task/${id}`;
    const name = Number(id) === serverPid ? "main" : readText(`${path}/comm`).trim();
    add(`server, ${name} thread`, statFields(`${path}/stat`));
  }
  const names = await backendNames(cluster);
  for (const pid of processTree([cluster.pid])) {
    add(`PostgreSQL, ${names.get(pid) ?? "postmaster"}`, statFields(`/proc/${pid}/stat`));
  }
  return usage;
}

/** What each of PostgreSQL's processes is for, by its id. */
async function backendNames(cluster: Cluster): Promise<ReadonlyMap<number, string>> {
  const rows = await cluster.ask(
    `SELECT pid::int AS pid, CASE WHEN pid = pg_backend_pid() THEN 'this command' WHEN backend_type = 'client backend' THEN application_name ELSE backend_type END AS name
     FROM pg_stat_activity`,
  );
  return new Map(rows.map((row) => [Number(row["pid"]), String(row["name"])]));
}
