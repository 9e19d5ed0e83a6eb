import { judgeDeliveries } from "./oracle-deliveries.ts";
import { readRecords, type Records } from "./oracle-records.ts";
import { findCanaries, leftovers } from "./oracle-search.ts";
import { judgeStepsOf } from "./oracle-steps.ts";
import type { Row } from "./fault-experiment.ts";
import type { World } from "./world.ts";

/** The invariants, each in a sentence. */
export const invariants = {
  I1: "every acknowledged submission is stored as it was sent",
  I2: "every run is over, or waits with a due time, or is held; one run for each submission",
  I3: "every step on a taken path has one accepted result; none skipped, none before its parents",
  I4: "what succeeded arrived; a repeat has an attempt open at a fault",
  I5: "one act, one idempotency key",
  I6: "no run without a living owner for 60 s, no transaction open for 30 s, handles within 5",
  I7: "attempts within the maximum, back-off within its jitter",
  I8: "no secret in columns, logs, API or pages",
  I9: "every failure names code, message, what to do and who",
} as const;

export type Invariant = keyof typeof invariants;

/** What the oracle found; every list of faults is empty when all promises held. */
export interface Verdict {
  readonly acknowledged: number;
  readonly stored: number;
  readonly runs: number;
  readonly steps: number;
  readonly attempts: number;
  readonly deliveries: number;
  /** Deliveries beyond the first of an act. */
  readonly duplicates: number;
  /** Runs by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<Invariant, readonly string[]>>;
  /** How long it took to judge, in ms. */
  readonly judgedInMs: number;
}

export interface Expectations {
  /** The handles of a server of this kind when it had nothing to do; absent: not compared. */
  readonly handles?: number;
  /** The upper end of a back-off is not held where the server was not there to keep it. */
  readonly outages?: boolean;
  /** Runs a submission starts, by form: pipelines that were on. Default 1 for every form. */
  readonly runsOf?: (formId: string) => number;
  /** Process clocks that were shifted make the times in the log incomparable. */
  readonly shiftedClocks?: boolean;
  /** A service may have said when to come back, so that pauses are not those of the policy. */
  readonly retryAfter?: boolean;
}

/**
 * Holds the promises against what clients, database, sinks and logs saw. Call it once everything is at
 * rest. It reads the database itself, whole tables at a time: 10,000 submissions in seconds.
 */
export async function judge(world: World, expected: Expectations = {}): Promise<Verdict> {
  const start = performance.now();
  const records = await readRecords(world);
  const steps = judgeStepsOf(records, expected);
  const deliveries = judgeDeliveries(records, world.sinks.journal);
  const faults: Record<Invariant, readonly string[]> = {
    I1: lostOrChanged(world, records),
    I2: unfinished(records, expected),
    I3: steps.paths,
    I4: deliveries.arrivals,
    I5: deliveries.keys,
    I6: await leftovers(world, expected),
    I7: steps.pauses,
    I8: await findCanaries(world),
    I9: steps.words,
  };
  return {
    acknowledged: world.ledger.entries.length,
    stored: records.responses.size,
    runs: records.runs.length,
    steps: records.runs.reduce((sum, run) => sum + run.steps.length, 0),
    attempts: records.runs.reduce((sum, run) => sum + run.attempts.length, 0),
    deliveries: world.sinks.journal.length,
    duplicates: deliveries.duplicates,
    statuses: countBy(records.runs.map((run) => run.status)),
    faults,
    judgedInMs: Math.round(performance.now() - start),
  };
}

/** The verdict as one row, with the first faults of each invariant that did not hold. */
export function oracleRow(verdict: Verdict): Row {
  const broken = Object.entries(verdict.faults).filter(([, list]) => list.length > 0);
  const counts = `${verdict.acknowledged} acknowledged, ${verdict.stored} stored, ${verdict.runs} runs, ${verdict.steps} steps, ${verdict.deliveries} deliveries`;
  const faults = broken.map(
    ([name, list]) => `${name}: ${list.length} (${list.slice(0, 3).join("; ")})`,
  );
  return {
    what: "oracle I1–I9",
    measured: faults.length === 0 ? `0 faults; ${counts}` : `${faults.join(" · ")}; ${counts}`,
    goal: "0 faults",
    met: faults.length === 0,
  };
}

function lostOrChanged(world: World, { responses }: Records): string[] {
  return world.ledger.entries.flatMap(({ subject, responseId, answers }) => {
    const stored = responses.get(responseId);
    if (stored === undefined) return [`${subject} is lost`];
    return sameJson(stored.answers, answers) ? [] : [`${subject} is not what was sent`];
  });
}

function sameJson(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([x], [y]) => (x < y ? -1 : 1)))
        : item,
    );
  return text(a) === text(b);
}

const over = new Set(["completed", "failed", "cancelled", "needs_attention", "held"]);

function unfinished({ runs, responses, events }: Records, expected: Expectations): string[] {
  const open = runs
    .filter((run) => !over.has(run.status) && !(run.status === "waiting" && run.dueAt !== null))
    .map((run) => `${run.id} is ${run.status}`);
  const byResponse = Map.groupBy(
    runs.filter((run) => run.eventType === "form.submitted" && run.replayOf === null),
    (run) => run.responseId,
  );
  const wrong = [...responses].flatMap(([id, { formId }]) => {
    const count = byResponse.get(id)?.length ?? 0;
    const wanted = expected.runsOf?.(formId) ?? 1;
    return count === wanted ? [] : [`response ${id} has ${count} runs instead of ${wanted}`];
  });
  const undelivered = events.filter((event) => event.dispatchedAt === null);
  return [...open, ...wrong, ...undelivered.map((event) => `event ${event.id} started nothing`)];
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
