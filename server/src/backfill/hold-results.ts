import type { TransactionClient } from "../db/client.ts";
import { TaskPieceStale } from "../tasks/task-work.ts";
import type { NewRun } from "./write-runs.ts";

/**
 * Keeps what new runs build on from being cleared or deleted until the transaction ends. Where that has
 * happened since it was read, the piece is stale: it is judged anew, and nothing empty is copied. What
 * clears takes rows FOR UPDATE and leaves those that are held for later; whatever else is noted on a run,
 * such as that it was seen, is not held up. Served by PluginRun_pkey.
 */
export async function holdResults(tx: TransactionClient, runs: readonly NewRun[]): Promise<void> {
  const reused = runs.flatMap(({ steps }) => steps.filter((step) => step.kind === "reused"));
  const kept = new Set(reused.filter(({ cleared }) => !cleared).map(({ runId }) => runId));
  if (kept.size === 0) return;
  const rows = await tx.$queryRaw<{ clearedAt: Date | null }[]>`
    SELECT "clearedAt" FROM "PluginRun" WHERE id = ANY(${[...kept]}::uuid[])
    ORDER BY id FOR KEY SHARE`;
  const still = rows.filter(({ clearedAt }) => clearedAt === null);
  if (still.length < kept.size) throw new TaskPieceStale();
}
