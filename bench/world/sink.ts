import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "../../server/test/support/spawn-server.ts";

const program = fileURLToPath(new URL("../load/sink.mjs", import.meta.url));

/** An HTTP endpoint on loopback that counts what arrives, and when. */
export interface Sink {
  readonly url: string;
  readonly pid: number;
  /** What a server's egress guard has to let through. */
  readonly egress: string;
  /** Arrival times of each id, in ms of the machine's monotonic clock. */
  readonly arrivals: () => Promise<Readonly<Record<string, readonly number[]>>>;
  readonly stop: () => void;
}

export interface SinkOptions {
  /** Another loopback address makes it another host to whoever counts by host. */
  readonly host?: string;
  /** How long an answer takes, in ms; it is counted when the request arrives. */
  readonly delayMs?: number;
}

const dumpSchema = z.record(z.string(), z.array(z.number()));

/** Starts a sink in a process of its own; resolves when it listens. */
export async function startSink({ host = "127.0.0.1", delayMs = 0 }: SinkOptions): Promise<Sink> {
  const port = await freePort();
  const args = ["--port", String(port), "--host", host, "--delay", String(delayMs)];
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the sink ended with ${code}`)));
  });
  const url = `http://${host}:${port}`;
  return {
    url,
    pid: child.pid ?? 0,
    egress: `${host}:${port}`,
    arrivals: async () => dumpSchema.parse(await (await fetch(`${url}/dump`)).json()),
    stop: () => void child.kill("SIGKILL"),
  };
}

/** The clock that sinks take their times from. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
