import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { z } from "zod";

export const machineSchema = z.object({
  at: z.string(),
  cores: z.number(),
  model: z.string(),
  memoryGib: z.number(),
  node: z.string(),
  /** Load averages of 1, 5 and 15 minutes. */
  load: z.array(z.number()),
  /** The commit, with a plus when the checkout has changes. */
  commit: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

/** Where, when and on what it is measured, and how busy the machine was at the time. */
export function describeMachine(): Machine {
  return {
    at: new Date().toISOString(),
    cores: cpus().length,
    model: cpus()[0]?.model ?? "unknown",
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: loadavg().map((value) => Math.round(value * 100) / 100),
    commit: `${git(["rev-parse", "--short", "HEAD"])}${git(["status", "--porcelain"]) === "" ? "" : "+"}`,
  };
}

function git(args: readonly string[]): string {
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "unknown";
}
