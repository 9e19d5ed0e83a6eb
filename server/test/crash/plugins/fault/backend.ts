import { appendFileSync, existsSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { defineBackend, type StepResult } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const done = { output: { ok: true } };

interface Circumstances {
  readonly ms: number;
  readonly marker: string;
  readonly runId: string;
  /** Whether the marker was there before this attempt. */
  readonly again: boolean;
}

/** What each way of doing harm does. */
const ways: Record<string, (at: Circumstances) => unknown> = {
  pass: () => done,
  sleep: async ({ ms }) => {
    await wait(ms);
    return done;
  },
  "exit-0": () => process.exit(0),
  "exit-3": () => process.exit(3),
  throw: () => {
    throw new Error("on purpose");
  },
  reject: () => Promise.reject(new Error("on purpose")),
  "throw-string": () => {
    throw "a text"; // oxlint-disable-line no-throw-literal -- what this way is about
  },
  "throw-null": () => {
    throw null; // oxlint-disable-line no-throw-literal -- what this way is about
  },
  "throw-frozen": () => {
    throw Object.freeze({ message: "frozen" }); // oxlint-disable-line no-throw-literal -- what this way is about
  },
  "throw-getter": () => {
    throw Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error("even its message");
      },
    });
  },
  unhandled: async () => {
    void Promise.reject(new Error("nobody listens"));
    await wait(50);
    return done;
  },
  loop: () => {
    for (;;) Math.random();
  },
  never: () => new Promise(() => {}),
  regex: () => ({ output: /^(a+)+$/.test(`${"a".repeat(40)}!`) }),
  heap: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, Math.random));
  },
  buffers: async () => {
    const kept: Buffer[] = [];
    for (let n = 0; n < 64; n += 1) {
      kept.push(Buffer.alloc(32 * 1_048_576, 1));
      await wait(20);
    }
    return { output: kept.length };
  },
  huge: () => ({ output: "x".repeat(100 * 1_048_576) }),
  twice: async () => {
    setTimeout(() => parentPort?.postMessage({ kind: "done", output: "again" }), 20);
    return done;
  },
  forge: async () => {
    // Another run's id and words of a protocol that it may have guessed.
    const steps = [{ ordinal: 0, status: "completed", attempts: 1, port: "out" }];
    const forged = { runId: "01890000-0000-7000-8000-000000000000", epoch: 1, steps };
    parentPort?.postMessage({ kind: "progress", items: [forged] });
    parentPort?.postMessage({ kind: "nonsense" });
    parentPort?.postMessage(null);
    return done;
  },
  "kill-process": () => process.kill(process.pid, "SIGKILL"),
  "once-kill-process": ({ again }) => (again ? done : process.kill(process.pid, "SIGKILL")),
};

export const backend = defineBackend(manifest, {
  run: async (ctx) => {
    const { how, ms, marker } = ctx.config;
    const again = marker !== "" && existsSync(marker);
    if (marker !== "") appendFileSync(marker, `${ctx.run.id}\n`);
    // The results are wrong on purpose: the engine has to notice.
    return ways[how]?.({ ms, marker, runId: ctx.run.id, again }) as StepResult;
  },
  dryRun: () => ({ summary: "Does harm", content: { kind: "none" }, port: "out", output: null }),
});
