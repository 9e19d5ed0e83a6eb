import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { defineBackend, type StepResult } from "@formloom/plugin-sdk";
import { manifest } from "./manifest.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What each way of misbehaving does; `marker` is a file by which a test sees that it began. */
const ways: Record<string, (marker: string, secret: string) => unknown> = {
  exit0: () => process.exit(0),
  exit3: () => process.exit(3),
  "throw-string": () => {
    throw "a text"; // oxlint-disable-line no-throw-literal -- what this way is about
  },
  "throw-null": () => {
    throw null; // oxlint-disable-line no-throw-literal -- what this way is about
  },
  "throw-getter": () => {
    throw Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error("even its message");
      },
    });
  },
  "success-false": () => ({ success: false, output: { sent: false } }),
  nothing: () => undefined,
  never: () => new Promise(() => {}),
  loop: () => {
    for (;;) Math.random();
  },
  "loop-once": (marker) => {
    if (existsSync(marker)) return { output: "second time" };
    writeFileSync(marker, "");
    for (;;) Math.random();
  },
  late: async () => {
    await wait(700);
    return { output: "late" };
  },
  huge: () => ({ output: "x".repeat(1_100_000) }),
  cyclic: () => {
    const output: Record<string, unknown> = {};
    output["self"] = output;
    return { output };
  },
  "bad-port": () => ({ output: 1, port: "nowhere" }),
  leak: (_marker, secret) => {
    throw new Error(`login failed for ${secret} and ${Buffer.from(secret).toString("base64")}`);
  },
};

export const backend = defineBackend(manifest, {
  run: async (ctx) => {
    if (ctx.config.marker !== "") appendFileSync(`${ctx.config.marker}.log`, `${ctx.run.id}\n`);
    const secret = JSON.stringify(ctx.connection?.config["password"] ?? "").slice(1, -1);
    // The results are wrong on purpose: the engine has to notice.
    return ways[ctx.config.how]?.(ctx.config.marker, secret) as StepResult;
  },
  dryRun: () => ({ summary: "Misbehaves", content: { kind: "none" }, port: "out", output: null }),
});
