import { z } from "zod";
import type { Counters } from "./counters.ts";
import { mergeServices } from "./worker/service-tally.ts";
import type { WorkerPool } from "./worker/pool.ts";
import { memoryUse } from "./memory-use.ts";

/** How a process does, as it says with each beat. Other versions of the product may say it otherwise. */
export const processReportSchema = z.object({
  memoryBytes: z.number().int(),
  threads: z.array(
    z.object({ name: z.string(), ready: z.boolean(), runs: z.number().int(), busy: z.number() }),
  ),
  services: z.array(
    z.object({
      host: z.string(),
      calls: z.number().int(),
      failed: z.number().int(),
      failingSinceMs: z.number().nullable(),
      lastFailedAtMs: z.number().nullable(),
      openForMs: z.number().nullable(),
      waiting: z.number().int(),
    }),
  ),
  /** ms since 1970; null: not yet. */
  sweptAtMs: z.number().nullable(),
  strayRuns: z.number().int(),
  takenOver: z.number().int(),
  threadsLost: z.record(z.string(), z.number().int()),
});
export type ProcessReport = z.infer<typeof processReportSchema>;

/** Most hosts that are told of; those that fail and are called most come first. */
const maxServices = 50;

export function reportProcess(deps: {
  readonly workers: Pick<WorkerPool, "report">;
  readonly counters: Counters;
  /** Null: not begun yet. */
  readonly sweep: { sweptAtMs(): number | null } | null;
}): ProcessReport {
  const threads = deps.workers.report();
  const services = mergeServices(threads.flatMap((thread) => thread.services));
  const { strays, takenOver, threadsLost } = deps.counters.read();
  return {
    memoryBytes: memoryUse().processBytes,
    threads: threads.map(({ name, ready, runs, busy }) => ({ name, ready, runs, busy })),
    services: services
      .toSorted((a, b) => b.failed - a.failed || b.calls - a.calls)
      .slice(0, maxServices),
    sweptAtMs: deps.sweep?.sweptAtMs() ?? null,
    strayRuns: strays,
    takenOver,
    threadsLost: { ...threadsLost },
  };
}
