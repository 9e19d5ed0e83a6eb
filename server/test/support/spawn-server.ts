import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const mainFile = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** As `npm start` starts it. */
const nodeFlags = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(new URL("../../node-flags.json", import.meta.url), "utf8")));

/** The set-up token that spawned servers are started with. */
export const setupToken = "setup-token-of-a-test-server-0123456789";

export interface SpawnedServer {
  readonly url: string;
  readonly pid: number;
  /** Everything it wrote so far. */
  readonly output: () => string;
  /** Resolves with the exit code, or null where a signal ended it. */
  readonly exited: Promise<number | null>;
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
  /** SIGTERM, then waits. */
  stop(): Promise<number | null>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** The product as a process of its own; resolves when it is ready. */
export async function spawnServer(
  env: Readonly<Record<string, string>>,
  options: { readonly readyWithinMs?: number } = {},
): Promise<SpawnedServer> {
  const port = env["PORT"] ?? String(await freePort());
  const child = spawn(process.execPath, [...nodeFlags, mainFile], {
    env: {
      PATH: process.env["PATH"],
      FORMLOOM_SETUP_TOKEN: setupToken,
      FORMLOOM_LOG_LEVEL: "warn",
      NODE_ENV: "production",
      ...env,
      PORT: port,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, {
    url,
    output: () => output,
    withinMs: options.readyWithinMs ?? 30_000,
  });
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  server: { readonly url: string; readonly output: () => string; readonly withinMs: number },
): Promise<void> {
  const end = performance.now() + server.withinMs;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended at once:\n${server.output()}`);
    const ready = await fetch(`${server.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    // The pause between two looks, bounded by the deadline above.
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill("SIGKILL");
  throw new Error(`not ready within ${server.withinMs} ms:\n${server.output()}`);
}
