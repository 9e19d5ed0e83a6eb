import type { Effect, StepError } from "@formloom/shared/plugin";
import type { Plan } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import type { Pool, PoolClient } from "pg";
import { failPoint } from "../../fail-point.ts";
import type { RunProgress, StepReport } from "../worker/protocol.ts";
import type { QueuedRun } from "./queue.ts";
import { settleSteps } from "./sql/settle-steps.ts";
import { inTransaction } from "./transaction.ts";

/** What is known of a run, on its way into the database. */
export interface RunWrite extends RunProgress {
  readonly plan: Plan;
  /** Whether nothing of its steps was written before. */
  readonly isFirst: boolean;
}

export interface SettleDeps {
  readonly pool: Pool;
  readonly owner: () => number;
  /** Puts runs that wait for a time into the queue, in the same transaction. */
  readonly enqueue: (client: PoolClient, runs: readonly QueuedRun[]) => Promise<void>;
}

/**
 * Writes a batch of progress in one commit; says for each whether the run was still held. Several
 * reports of one run are merged in their order, the last word on each step standing.
 */
export async function settleBatch(
  items: readonly RunWrite[],
  deps: SettleDeps,
): Promise<readonly boolean[]> {
  const runs = mergeByRun(items);
  const values = [deps.owner(), ...columns(runs)];
  const parked = runs.filter((run) => run.stand.kind === "parked");
  if (parked.length > 0) failPoint("writing-retry");
  const held =
    parked.length === 0
      ? await write(deps.pool, values)
      : await inTransaction(deps.pool, async (client) => {
          const written = await write(client, values);
          await deps.enqueue(client, dueRuns(parked, written));
          return written;
        });
  failPoint("after-settle");
  return items.map((item) => held.has(item.runId));
}

async function write(client: Pick<Pool, "query">, values: unknown[]): Promise<Set<string>> {
  const result = await client.query<{ id: string }>({ ...settleSteps, values });
  return new Set(result.rows.map((row) => row.id));
}

function dueRuns(parked: readonly MergedRun[], written: ReadonlySet<string>): QueuedRun[] {
  return parked.flatMap(({ runId, stand }) =>
    stand.kind === "parked" && written.has(runId) ? [{ runId, dueInMs: stand.dueInMs }] : [],
  );
}

interface MergedRun extends RunWrite {
  /** Every report that carries a log row; a step may have several. */
  readonly logged: readonly StepReport[];
}

function mergeByRun(items: readonly RunWrite[]): MergedRun[] {
  const runs = new Map<string, MergedRun>();
  for (const item of items) {
    const known = runs.get(item.runId);
    const logged = item.steps.filter((step) => step.log !== null);
    runs.set(
      item.runId,
      known === undefined
        ? { ...item, steps: lastOfEach(item.steps), logged }
        : {
            ...item,
            isFirst: known.isFirst || item.isFirst,
            steps: lastOfEach([...known.steps, ...item.steps]),
            logged: [...known.logged, ...logged],
          },
    );
  }
  return [...runs.values()];
}

function lastOfEach(steps: readonly StepReport[]): readonly StepReport[] {
  if (steps.length < 2) return steps;
  return [...new Map(steps.map((step) => [step.ordinal, step])).values()];
}

/** Steps of a run that is written for the first time, of which nothing is known yet. */
function restOf({ runId, plan, isFirst, steps }: MergedRun) {
  if (!isFirst || steps.length === plan.steps.length) return [];
  const known = new Set(steps.map((step) => step.ordinal));
  return [...plan.steps.entries()].flatMap(([ordinal, { nodeId, type }]) =>
    known.has(ordinal) ? [] : [{ runId, ordinal, nodeId, type }],
  );
}

/** Parameters 2 to 41 of the statement. `n` is a run's number, from 1. */
function columns(runs: readonly MergedRun[]): unknown[] {
  const numbered = runs.map((run, index) => ({ run, runId: run.runId, n: index + 1 }));
  const steps = numbered.flatMap(({ run, runId, n }) =>
    run.steps.map((step) => ({ runId, n, step, plan: run.plan })),
  );
  const logs = numbered.flatMap(({ run, runId, n }) =>
    run.logged.flatMap((step) => (step.log === null ? [] : [{ runId, n, step, log: step.log }])),
  );
  const mails = steps.flatMap(({ runId, step }) =>
    step.caught.map((mail) => ({ runId, step, mail })),
  );
  const rest = numbered.flatMap(({ run, n }) => restOf(run).map((step) => ({ ...step, n })));
  return [
    ...runColumns(runs),
    ...stepColumns(steps),
    ...logColumns(logs),
    mails.map(({ runId }) => runId),
    mails.map(() => newId()),
    mails.map(({ step }) => step.nodeId),
    mails.map(({ mail }) => mail.key),
    mails.map(({ mail }) => JSON.stringify(mail.mail)),
    steps.map(({ step }) => step.nodeId),
    steps.map(({ step, plan }) => plan.steps[step.ordinal]?.type),
    rest.map(({ runId }) => runId),
    rest.map(({ ordinal }) => ordinal),
    rest.map(({ nodeId }) => nodeId),
    rest.map(({ type }) => type),
    steps.map(({ n }) => n),
    logs.map(({ n }) => n),
    rest.map(({ n }) => n),
  ];
}

type StepOfRun = { readonly runId: string; readonly step: StepReport };

function stepColumns(steps: readonly StepOfRun[]): unknown[] {
  return [
    steps.map(({ runId }) => runId),
    steps.map(({ step }) => step.ordinal),
    steps.map(({ step }) => step.status),
    steps.map(({ step }) => step.attempts),
    steps.map(({ step }) => step.uncharged),
    steps.map(({ step }) => step.port),
    steps.map(({ step }) => step.skipReason),
    steps.map(({ step }) => jsonText(step.effects)),
    steps.map(({ step }) => step.dueInMs),
  ];
}

function logColumns(
  logs: readonly (StepOfRun & { readonly log: NonNullable<StepReport["log"]> })[],
): unknown[] {
  return [
    logs.map(({ runId }) => runId),
    logs.map(({ step }) => step.ordinal),
    logs.map(({ log }) => log.attempt),
    logs.map(({ step }) => step.nodeId),
    logs.map(({ log }) => log.outcome),
    logs.map(({ log }) => log.startedAtMs),
    logs.map(({ log }) => log.durationMs),
    logs.map(({ log }) => log.input),
    logs.map(({ log }) => log.output),
    logs.map(({ log }) => jsonText(log.error)),
    logs.map(({ log }) => (log.lines.length === 0 ? null : JSON.stringify(log.lines))),
  ];
}

function runColumns(runs: readonly MergedRun[]): unknown[] {
  return [
    runs.map((run) => run.runId),
    runs.map((run) => run.epoch),
    runs.map(({ stand }) => statusOf(stand)),
    runs.map(({ stand }) => (stand.kind === "over" ? stand.outcome : null)),
    runs.map(({ stand }) => (stand.kind === "parked" ? stand.dueInMs : null)),
    runs.map(({ stand }) => stand.kind !== "going"),
  ];
}

function statusOf(stand: RunProgress["stand"]): string | null {
  if (stand.kind === "going") return null;
  return stand.kind === "over" ? stand.status : "waiting";
}

const jsonText = (value: readonly Effect[] | StepError | null): string | null =>
  value === null ? null : JSON.stringify(value);
