import { planSchema, type Plan } from "@formloom/shared/graph";
import { effectSchema, type Effect } from "@formloom/shared/plugin";
import { runStatusSchema, stepStatusSchema, type StepStatus } from "@formloom/shared/run";
import { z } from "zod";
import type { World } from "./world.ts";

export interface StepRecord {
  readonly ordinal: number;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly status: StepStatus;
  readonly port: string | null;
  readonly attempts: number;
  readonly uncharged: number;
  readonly effects: readonly Effect[];
}

export interface AttemptRecord {
  readonly ordinal: number;
  readonly attempt: number;
  readonly outcome: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly error: unknown;
}

export interface RunRecord {
  readonly id: string;
  readonly rootRunId: string;
  readonly replayOf: string | null;
  readonly responseId: string | null;
  readonly eventType: string;
  readonly status: string;
  readonly dueAt: Date | null;
  readonly plan: Plan;
  readonly subject: string;
  readonly steps: readonly StepRecord[];
  readonly attempts: readonly AttemptRecord[];
}

/** The database as the oracle sees it. */
export interface Records {
  readonly runs: readonly RunRecord[];
  readonly responses: ReadonlyMap<string, { readonly formId: string; readonly answers: unknown }>;
  readonly events: readonly { readonly id: string; readonly dispatchedAt: Date | null }[];
}

const responseRow = z.object({ id: z.string(), formId: z.string(), answers: z.unknown() });
const eventRow = z.object({ id: z.string(), dispatchedAt: z.date().nullable() });
const runRow = z.object({
  id: z.string(),
  versionId: z.string(),
  rootRunId: z.string(),
  replayOf: z.string().nullable(),
  responseId: z.string().nullable(),
  eventType: z.string(),
  status: runStatusSchema,
  dueAt: z.date().nullable(),
  subject: z.string().nullable(),
});
const stepRow = z.object({
  runId: z.string(),
  ordinal: z.number(),
  nodeId: z.string(),
  nodeType: z.string(),
  status: stepStatusSchema,
  port: z.string().nullable(),
  attempts: z.number(),
  uncharged: z.number(),
  effects: z.array(effectSchema).nullable(),
});
const attemptRow = z.object({
  runId: z.string(),
  ordinal: z.number(),
  attempt: z.number(),
  outcome: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  error: z.unknown(),
});

const runsSql = `
SELECT r.id, r."versionId", r."rootRunId", r."replayOf", r."responseId", r."eventType", r.status::text,
  r."dueAt", e.payload->'answers'->>'subject' AS subject
FROM "PluginRun" r LEFT JOIN "FormEvent" e ON e.id = r."eventId"`;
const stepsSql = `
SELECT "runId", ordinal, "nodeId", "nodeType", status::text, port, attempts, uncharged, effects FROM "PluginJob"
ORDER BY "runId", ordinal`;
const attemptsSql = `
SELECT "runId", ordinal, attempt, outcome, EXTRACT(EPOCH FROM "startedAt")::float8 * 1000 AS "startedAtMs",
  "durationMs", error
FROM "PluginExecutionLog" ORDER BY "runId", ordinal, attempt`;

/** Reads what happened, a table at a time. */
export async function readRecords({ sql }: Pick<World, "sql">): Promise<Records> {
  const versions = await sql(`SELECT id, plan FROM "PluginConfigVersion"`);
  const plans = new Map(versions.map((row) => [String(row["id"]), planSchema.parse(row["plan"])]));
  const read = async <T extends z.ZodType>(schema: T, text: string): Promise<z.infer<T>[]> =>
    (await sql(text)).map((row) => schema.parse(row));
  const responses = await read(responseRow, `SELECT id, "formId", answers FROM "FormResponse"`);
  const events = await read(eventRow, `SELECT id, "dispatchedAt" FROM "FormEvent"`);
  const steps = Map.groupBy(await read(stepRow, stepsSql), (row) => row.runId);
  const attempts = Map.groupBy(await read(attemptRow, attemptsSql), (row) => row.runId);
  const runs = await read(runRow, runsSql);
  return {
    responses: new Map(responses.map(({ id, ...row }) => [id, row])),
    events,
    runs: runs.flatMap(({ versionId, subject, ...run }): RunRecord[] => {
      const plan = plans.get(versionId);
      if (plan === undefined) return [];
      const own = steps.get(run.id) ?? [];
      return [
        {
          ...run,
          plan,
          subject: subject ?? "",
          steps: own.map((step) => ({ ...step, effects: step.effects ?? [] })),
          attempts: attempts.get(run.id) ?? [],
        },
      ];
    }),
  };
}
