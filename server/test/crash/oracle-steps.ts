import { advance, type StepState } from "@formloom/shared/graph";
import { stepErrorSchema } from "@formloom/shared/plugin";
import type { Expectations } from "./oracle.ts";
import type { AttemptRecord, Records, RunRecord, StepRecord } from "./oracle-records.ts";

/** Times in the log are rounded, and clocks of threads and process are read apart, in ms. */
const clockSlackMs = 6;
/** How much later than its back-off an attempt may begin: the poll's second, and a loaded machine's. */
const lateMs = 3_000;
const accepted = new Set(["succeeded", "reused"]);

interface Judged {
  readonly paths: string[];
  readonly pauses: string[];
  readonly words: string[];
}

/** I3, I7 and I9: what every step did, held against its plan. */
export function judgeStepsOf({ runs }: Records, expected: Expectations): Judged {
  const judged: Judged = { paths: [], pauses: [], words: [] };
  for (const run of runs) {
    if (run.steps.length !== run.plan.steps.length) {
      judged.paths.push(`${run.id} has ${run.steps.length} of ${run.plan.steps.length} steps`);
      continue;
    }
    const attemptsOf = Map.groupBy(run.attempts, (attempt) => attempt.ordinal);
    for (const step of run.steps) {
      const attempts = attemptsOf.get(step.ordinal) ?? [];
      const name = `${run.id} ${step.nodeId} (${step.status})`;
      judged.paths.push(...pathFaults(run, step, attempts).map((fault) => `${name} ${fault}`));
      if (expected.shiftedClocks !== true) {
        judged.paths.push(...orderFaults(run, step, attemptsOf).map((fault) => `${name} ${fault}`));
        judged.pauses.push(
          ...pauseFaults(run, step, attempts, expected).map((f) => `${name} ${f}`),
        );
      }
      judged.pauses.push(...countFaults(run, step).map((fault) => `${name} ${fault}`));
      judged.words.push(...wordFaults(attempts).map((fault) => `${name} ${fault}`));
    }
  }
  return judged;
}

function pathFaults(
  run: RunRecord,
  step: StepRecord,
  attempts: readonly AttemptRecord[],
): string[] {
  const results = attempts.filter((attempt) => accepted.has(attempt.outcome)).length;
  const wanted = step.status === "completed" ? 1 : 0;
  if (results !== wanted) return [`has ${results} accepted results`];
  const ran = step.status === "completed" || step.status === "failed";
  if (!ran && step.status !== "skipped") return [];
  const mayRun = wasReady(run, step);
  if (ran) return mayRun ? [] : ["ran on a path that was not taken"];
  const skippedItself = attempts.some((attempt) => attempt.outcome === "skipped");
  return mayRun && !skippedItself ? ["was skipped on a taken path"] : [];
}

/** Whether the plan lets this step run, given what all the others came to. */
function wasReady(run: RunRecord, step: StepRecord): boolean {
  const states: StepState[] = run.steps.map(({ ordinal, status, port }) =>
    ordinal === step.ordinal ? { status: "waiting", port: null } : { status, port },
  );
  return advance(run.plan, states).ready.includes(step.ordinal);
}

function orderFaults(
  run: RunRecord,
  step: StepRecord,
  attemptsOf: ReadonlyMap<number, readonly AttemptRecord[]>,
): string[] {
  // An interrupted attempt is put on record at the take-over, for what may have begun.
  const own = (attemptsOf.get(step.ordinal) ?? []).filter((row) => row.outcome !== "interrupted");
  const planned = run.plan.steps[step.ordinal];
  const first = own[0];
  if (first === undefined || planned === undefined || run.replayOf !== null) return [];
  const ends = planned.parents.flatMap(({ from, port }) => {
    const parent = run.steps[from];
    const last = attemptsOf.get(from)?.at(-1);
    if (parent === undefined || parent.port !== port || last === undefined) return [];
    return [last.startedAtMs + last.durationMs];
  });
  if (ends.length === 0) return [];
  const earliest = planned.join === "first" ? Math.min(...ends) : Math.max(...ends);
  const early = earliest - first.startedAtMs;
  if (early <= clockSlackMs) return [];
  return [`began ${Math.round(early)} ms before its parent ended: ${historyOf(run.attempts)}`];
}

/** The attempts of a run in their order of time, for a fault that has to be understood. */
function historyOf(attempts: readonly AttemptRecord[]): string {
  const start = Math.min(...attempts.map((attempt) => attempt.startedAtMs));
  return attempts
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    .map(({ ordinal, attempt, outcome, startedAtMs, durationMs }) => {
      const at = Math.round(startedAtMs - start);
      return `${ordinal}.${attempt} ${outcome} ${at}+${Math.round(durationMs)}`;
    })
    .join(", ");
}

function countFaults(run: RunRecord, step: StepRecord): string[] {
  const max = run.plan.steps[step.ordinal]?.retry.maxAttempts ?? 0;
  const charged = step.attempts - step.uncharged;
  return charged > max ? [`was charged ${charged} attempts of ${max}`] : [];
}

function pauseFaults(
  run: RunRecord,
  step: StepRecord,
  attempts: readonly AttemptRecord[],
  expected: Expectations,
): string[] {
  const policy = run.plan.steps[step.ordinal]?.retry;
  if (policy === undefined || expected.retryAfter === true) return [];
  const faults: string[] = [];
  let charged = 0;
  for (const [index, attempt] of attempts.entries()) {
    if (attempt.outcome !== "interrupted") charged += 1;
    const next = attempts[index + 1];
    if (attempt.outcome !== "retry" || next === undefined || next.outcome === "interrupted")
      continue;
    const pause = next.startedAtMs - attempt.startedAtMs - attempt.durationMs;
    const wanted = Math.min(
      policy.firstDelayMs * policy.factor ** (charged - 1),
      policy.maxDelayMs,
    );
    const isLate = expected.outages !== true && pause > wanted * 1.2 + lateMs;
    if (pause < wanted * 0.8 - clockSlackMs * 5 || isLate) {
      faults.push(
        `waited ${Math.round(pause)} ms instead of ${wanted} after attempt ${attempt.attempt}`,
      );
    }
  }
  return faults;
}

const failures = new Set(["retry", "failed", "interrupted", "unknown"]);

function wordFaults(attempts: readonly AttemptRecord[]): string[] {
  return attempts.flatMap((attempt) => {
    if (!failures.has(attempt.outcome)) return [];
    const error = stepErrorSchema.safeParse(attempt.error);
    if (!error.success) return [`attempt ${attempt.attempt} ${attempt.outcome} without a reason`];
    const { code, message, hint = "" } = error.data;
    const empty = [code, message, hint].some((text) => text.trim() === "");
    return empty ? [`attempt ${attempt.attempt}: ${code || "no code"} lacks message or hint`] : [];
  });
}
