import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Sink } from "../world/sink.ts";

const generator = fileURLToPath(new URL("../load/bench.mjs", import.meta.url));
const longestMs = 900_000;

const number = z.number().nullable();
const lineSchema = z.object({
  n: z.number(),
  acked: z.number(),
  errors: z.record(z.string(), z.number()),
  unique: z.number(),
  twice: z.number(),
  lost: z.number(),
  /** Workflows that arrived at the sink, a second. */
  perSec: number,
  ackPerSec: number,
  /** From just before the request is written to the arrival at the sink, in ms. */
  p50: number,
  p95: number,
  p99: number,
  /** CPU of the measured processes per workflow, in ms; null when none were named. */
  cpuMsPerWf: number,
  othersCores: number,
});
export type LoadLine = z.infer<typeof lineSchema>;

export interface Load {
  readonly url: string;
  readonly sink: Sink;
  readonly count: number;
  /** How many rounds of `count`; 1. */
  readonly rounds?: number;
  /** A burst over so many connections, or one submission every so many ms. */
  readonly pace: { readonly connections: number } | { readonly everyMs: number };
  /** Roots of the process trees whose CPU counts. */
  readonly pids?: readonly number[];
  /** The peers' body rather than ours. */
  readonly plainBody?: boolean;
  /** Whether to wait until everything arrived at the sink, for at most so many seconds; 60. */
  readonly waitSeconds?: number;
}

/** Runs the load generator in a process of its own; one line a round. */
export async function runLoad(load: Load): Promise<LoadLine[]> {
  const text = await runGenerator(argumentsOf(load));
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => lineSchema.parse(JSON.parse(line)));
}

/** As {@link runLoad}, for one round. */
export async function runRound(load: Load): Promise<LoadLine> {
  const [line] = await runLoad(load);
  if (line === undefined) throw new Error("the load generator said nothing");
  const refused = line.n - line.acked;
  if (refused > 0) {
    throw new Error(`${refused} of ${line.n} were refused: ${JSON.stringify(line.errors)}`);
  }
  return line;
}

function argumentsOf(load: Load): string[] {
  const isBurst = "connections" in load.pace;
  const pace =
    "connections" in load.pace
      ? ["--conc", String(load.pace.connections)]
      : ["--every", String(load.pace.everyMs)];
  return [
    isBurst ? "burst" : "paced",
    "--url",
    load.url,
    "--sink",
    load.sink.url,
    "--sinkpid",
    String(load.sink.pid),
    "--n",
    String(load.count),
    "--runs",
    String(load.rounds ?? 1),
    ...pace,
    "--wait",
    String(load.waitSeconds ?? 60),
    ...(load.pids === undefined ? [] : ["--pids", load.pids.join(",")]),
    ...(load.plainBody === true ? [] : ["--wrap", '{"data":"$DATA"}']),
  ];
}

function runGenerator(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [generator, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: longestMs,
    });
    let text = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString()));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`the load generator ended with ${code}`)),
    );
  });
}
