import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort, setupToken } from "../support/spawn-server.ts";
import { pause } from "./pause.ts";

const mainFile = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** From its launch to its first `200` at `/readyz`, in ms. */
  readonly readyMs: number;
  readonly output: () => string;
  readonly alive: () => boolean;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, SIGKILL after 40 s, then waits. */
  stop(): Promise<Exit>;
  /** Resident memory in bytes. */
  rssBytes(): number;
  /** Open file descriptors. */
  handles(): number;
}

export interface StartOptions {
  readonly readyWithinMs?: number;
  /** A module that is loaded before anything else, in every thread. */
  readonly preload?: string;
  /** Limit of open files. */
  readonly maxHandles?: number;
  /** False: resolves as soon as the process runs. */
  readonly awaitReady?: boolean;
}

/** What still runs when the experiments themselves are broken off goes with them. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** The product as a process of its own. */
export async function startServer(
  env: Readonly<Record<string, string>>,
  options: StartOptions = {},
): Promise<ServerProcess> {
  const port = env["PORT"] ?? String(await freePort());
  const start = performance.now();
  const child = launch({ ...env, PORT: port }, options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  let output = "";
  child.stdout?.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (output += part.toString()));
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  const exited = new Promise<Exit>((resolve) =>
    child.once("exit", (code, signal) => resolve({ code, signal })),
  );
  const url = `http://127.0.0.1:${port}`;
  const withinMs = options.readyWithinMs ?? 60_000;
  if (options.awaitReady !== false) {
    await waitUntilReady(child, { url, withinMs, output: () => output, alive });
  }
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    readyMs: Math.round(performance.now() - start),
    output: () => output,
    alive,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 40_000);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
    rssBytes: () => rssBytes(pid),
    handles: () => readdirSync(`/proc/${pid}/fd`).length,
  };
}

function launch(env: Readonly<Record<string, string>>, options: StartOptions): ChildProcess {
  const node = [
    process.execPath,
    ...(options.preload === undefined ? [] : ["--import", options.preload]),
    mainFile,
  ];
  const [command = "", ...args] =
    options.maxHandles === undefined
      ? node
      : ["/bin/sh", "-c", `ulimit -n ${options.maxHandles}; exec "$@"`, "sh", ...node];
  return spawn(command, args, {
    env: {
      PATH: process.env["PATH"],
      FORMLOOM_SETUP_TOKEN: setupToken,
      FORMLOOM_LOG_LEVEL: "info",
      NODE_ENV: "production",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function waitUntilReady(
  child: ChildProcess,
  server: {
    readonly url: string;
    readonly withinMs: number;
    readonly output: () => string;
    readonly alive: () => boolean;
  },
): Promise<void> {
  const end = performance.now() + server.withinMs;
  while (performance.now() < end) {
    if (!server.alive()) throw new Error(`the server ended at once:\n${server.output()}`);
    if (await isReady(server.url)) return;
    await pause(15);
  }
  child.kill("SIGKILL");
  throw new Error(`not ready within ${server.withinMs} ms:\n${server.output()}`);
}

/** Whether `/readyz` says 200. */
export function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
}

function rssBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}
