import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../server/test/support/spawn-server.ts";
import { measureMemory, type Memory } from "../measure/memory.ts";
import { processTree, readText } from "../measure/process-tree.ts";
import { median } from "../measure/statistics.ts";
import { pause, waitFor } from "../measure/wait.ts";
import type { Findings, RunOptions, Scenario } from "../scenario.ts";
import { postmasterOf } from "../world/cluster.ts";
import { inWorld, type World } from "../world/world.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readyWithinMs = 180_000;
const stopWithinMs = 40_000;
const settleMs = 10_000;

/** `npm start` on a clone that is set up. */
export const start: Scenario = {
  name: "start",
  title: "Start",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Started {
  readonly firstMs: number;
  readonly readyMs: number;
  readonly memory: Memory | null;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  // The first builds what has changed in the checkout since the last start.
  options.say("bringing the clone to where it is set up");
  await startOnce(world.folder(), { watchMemory: false });
  const dataDir = world.folder();
  const empty = await startOnce(dataDir, { watchMemory: false });
  options.say(`on an empty data folder: ${empty.firstMs} ms`);
  const again: Started[] = [];
  for (let n = 0; n < (options.quick ? 1 : 5); n += 1) {
    again.push(await startOnce(dataDir, { watchMemory: true }));
    options.say(`on that folder again: ${again.at(-1)?.firstMs} ms`);
  }
  return report(empty, again);
}

/** Starts, waits for the first answer, and ends it again. */
async function startOnce(
  dataDir: string,
  { watchMemory }: { readonly watchMemory: boolean },
): Promise<Started> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn("npm", ["start", "--silent"], {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: String(port), FORMLOOM_DATA_DIR: dataDir },
    stdio: "ignore",
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await whenOk(`${url}/`);
    const firstMs = Math.round(performance.now() - began);
    await whenOk(`${url}/readyz`);
    const readyMs = Math.round(performance.now() - began);
    if (!watchMemory) return { firstMs, readyMs, memory: null };
    await pause(settleMs);
    const memory = measureMemory([serverBelow(child), postmasterOf(dataDir)]);
    return { firstMs, readyMs, memory };
  } finally {
    await end(child);
  }
}

async function whenOk(url: string): Promise<void> {
  const look = (): Promise<true | null> =>
    fetch(url).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status === 200 ? true : null;
      },
      () => null,
    );
  const ok = await waitFor(look, { withinMs: readyWithinMs, everyMs: 10 });
  if (ok === null) throw new Error(`no 200 from ${url} within ${readyWithinMs} ms`);
}

/** The server among the processes that npm started. */
function serverBelow({ pid = 0 }: ChildProcess): number {
  const found = processTree([pid]).find((each) =>
    readText(`/proc/${each}/cmdline`).includes("server/src/main.ts"),
  );
  if (found === undefined) throw new Error("npm start has started no server");
  return found;
}

/** SIGTERM to npm's group, as Ctrl+C would; what does not end in time is killed by its id. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const pids = processTree([child.pid]);
  const exited = (): true | null =>
    pids.every((pid) => readText(`/proc/${pid}/stat`) === "") ? true : null;
  process.kill(-child.pid, "SIGTERM");
  if ((await waitFor(exited, { withinMs: stopWithinMs })) !== null) return;
  for (const pid of pids) {
    if (readText(`/proc/${pid}/stat`) !== "") process.kill(pid, "SIGKILL");
  }
}

function report(empty: Started, again: readonly Started[]): Findings {
  const firstMs = median(again.map((each) => each.firstMs));
  const pss = median(again.map((each) => each.memory?.pssMib ?? null));
  const alone = median(again.map((each) => each.memory?.aloneMib ?? null));
  const readyMs = median(again.map((each) => each.readyMs));
  return {
    tables: [
      {
        title: "npm start on a set-up clone",
        columns: [
          { key: "what", label: "" },
          { key: "firstMs", label: "first 200, ms" },
          { key: "readyMs", label: "ready, ms" },
          { key: "pss", label: "idle memory, MiB PSS" },
          { key: "alone", label: "MiB if nothing else ran" },
        ],
        rows: [
          {
            what: "empty data folder",
            firstMs: empty.firstMs,
            readyMs: empty.readyMs,
            pss: null,
            alone: null,
          },
          { what: "used data folder, median", firstMs, readyMs, pss, alone },
        ],
      },
    ],
    aims: [
      { what: "npm start to the first 200", unit: "ms", measured: firstMs, atMost: 3_000 },
      { what: "idle memory with PostgreSQL", unit: "MiB PSS", measured: pss, atMost: 250 },
    ],
    notes: [
      "Memory is that of the server and PostgreSQL ten seconds after the start, without npm and the bootstrap.",
    ],
  };
}
