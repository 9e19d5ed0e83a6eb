import type { FormEvent } from "@formloom/shared/events";
import { formEventTypeSchema } from "@formloom/shared/events";
import { effectSchema } from "@formloom/shared/plugin";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { failPoint } from "../../fail-point.ts";
import type { ResumedStep } from "../worker/protocol.ts";
import type { QueueRequest } from "./queue.ts";
import { claimRuns, type ClaimedRow } from "./sql/claim-runs.ts";
import { readSteps, type StepRow } from "./sql/interrupt-runs.ts";
import { inTransaction } from "./transaction.ts";

/** A run that this process took from the queue, with what is on record of it. */
export interface ClaimedRun {
  readonly row: ClaimedRow;
  readonly event: FormEvent;
  readonly resumed: readonly ResumedStep[];
}

export interface ClaimDeps {
  readonly pool: Pool;
  readonly owner: () => number;
  /** Fetches and deletes due jobs within the transaction; ids of their runs. */
  readonly take: (client: PoolClient, request: QueueRequest) => Promise<string[]>;
}

/** Takes due runs from the queue and claims them, in one transaction. */
export async function claimDueRuns(request: QueueRequest, deps: ClaimDeps): Promise<ClaimedRun[]> {
  const runs = await inTransaction(deps.pool, async (client) => {
    const runIds = await deps.take(client, request);
    if (runIds.length === 0) return [];
    const claimed = await client.query<ClaimedRow>({
      ...claimRuns,
      values: [deps.owner(), runIds],
    });
    if (claimed.rows.length === 0) return [];
    const ids = claimed.rows.map((row) => row.id);
    const steps = await client.query<StepRow>({ ...readSteps, values: [ids] });
    const outputs = await client.query<OutputRow>({ ...readOutputs, values: [ids] });
    const eventIds = claimed.rows.map((row) => row.eventId);
    const events = await client.query<EventRow>({ ...readEvents, values: [eventIds] });
    const outputOf = new Map(
      outputs.rows.map((row) => [`${row.runId} ${row.ordinal}`, row.output]),
    );
    return claimed.rows.flatMap((row): ClaimedRun[] => {
      const event = events.rows.find(({ id }) => id === row.eventId);
      if (event === undefined) return [];
      const own = steps.rows.filter((step) => step.runId === row.id);
      const resumed = own.map((step) => toResumed(step, outputOf.get(`${row.id} ${step.ordinal}`)));
      return [{ row, event: toEvent(event), resumed }];
    });
  });
  if (runs.length > 0) failPoint("after-claim");
  return runs;
}

/**
 * What later steps see of earlier ones: outputs of succeeded attempts, those that waiting steps have ready,
 * and of failed ones the error. Served by PluginExecutionLog_pkey. $1 run ids. */
const readOutputs = {
  text: `
SELECT "runId", ordinal, COALESCE(output, error) AS output FROM "PluginExecutionLog"
WHERE "runId" = ANY($1::uuid[]) AND outcome IN ('succeeded', 'waiting', 'reused', 'failed')`,
} as const;

interface OutputRow {
  readonly runId: string;
  readonly ordinal: number;
  readonly output: unknown;
}

/** Events of runs. Served by FormEvent_pkey. $1 event ids. */
const readEvents = {
  text: `
SELECT id, "formId", "responseId", type, payload, "originPipelineId", at FROM "FormEvent"
WHERE id = ANY($1::uuid[])`,
} as const;

interface EventRow {
  readonly id: string;
  readonly formId: string;
  readonly responseId: string | null;
  readonly type: string;
  readonly payload: FormEvent["payload"];
  readonly originPipelineId: string | null;
  readonly at: Date;
}

function toEvent(row: EventRow): FormEvent {
  const at = row.at.toISOString();
  const isSubmission = row.type === "form.submitted";
  return {
    ...row,
    type: formEventTypeSchema.parse(row.type),
    at,
    payload: isSubmission ? { ...row.payload, submittedAt: at } : row.payload,
  };
}

function toResumed(row: StepRow, output: unknown): ResumedStep {
  return {
    ordinal: row.ordinal,
    status: row.status,
    port: row.port,
    attempts: row.attempts,
    uncharged: row.uncharged,
    effects: z
      .array(effectSchema)
      .catch([])
      .parse(row.effects ?? []),
    output,
    dueInMs: row.dueInMs,
  };
}
