import type { Effect, StepError } from "@formloom/shared/plugin";
import { newId } from "@formloom/shared/kernel";
import type { Pool, PoolClient } from "pg";
import { failPoint } from "../../fail-point.ts";
import type { RunProgress, StepReport } from "../worker/protocol.ts";
import type { QueuedRun } from "./queue.ts";
import { settleSteps } from "./sql/settle-steps.ts";
import { inTransaction } from "./transaction.ts";

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
  items: readonly RunProgress[],
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

interface MergedRun extends RunProgress {
  /** Every report that carries a log row; a step may have several. */
  readonly logged: readonly StepReport[];
}

function mergeByRun(items: readonly RunProgress[]): MergedRun[] {
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

/** Parameters 2 to 32 of the statement. */
function columns(runs: readonly MergedRun[]): unknown[] {
  const steps = runs.flatMap((run) => run.steps.map((step) => ({ runId: run.runId, step })));
  const logs = runs.flatMap((run) =>
    run.logged.flatMap((step) =>
      step.log === null ? [] : [{ runId: run.runId, step, log: step.log }],
    ),
  );
  const mails = runs.flatMap((run) =>
    run.steps.flatMap((step) => step.caught.map((mail) => ({ runId: run.runId, step, mail }))),
  );
  return [
    ...runColumns(runs),
    steps.map(({ runId }) => runId),
    steps.map(({ step }) => step.ordinal),
    steps.map(({ step }) => step.status),
    steps.map(({ step }) => step.attempts),
    steps.map(({ step }) => step.uncharged),
    steps.map(({ step }) => step.port),
    steps.map(({ step }) => step.skipReason),
    steps.map(({ step }) => jsonText(step.effects)),
    steps.map(({ step }) => step.dueInMs),
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
    mails.map(({ runId }) => runId),
    mails.map(() => newId()),
    mails.map(({ step }) => step.nodeId),
    mails.map(({ mail }) => mail.key),
    mails.map(({ mail }) => JSON.stringify(mail.mail)),
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
