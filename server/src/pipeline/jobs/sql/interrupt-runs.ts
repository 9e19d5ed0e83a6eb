/**
 * Takes runs away from an owner that lost them: raises the epoch and sets them careful, so that from
 * now on each step is on record before it begins. Runs of another living owner are left alone. Served by
 * PluginRun_pkey. $1 run ids, $2 this process.
 */
export const releaseRuns = {
  text: `
WITH lost AS (
  SELECT id, "versionId", careful FROM "PluginRun"
  WHERE id = ANY($1::uuid[]) AND "finishedAt" IS NULL AND owner IS NOT NULL
    AND (owner = $2 OR NOT EXISTS (SELECT FROM "EngineProcess" p WHERE p.owner = "PluginRun".owner))
  FOR UPDATE
), released AS (
  UPDATE "PluginRun" r SET owner = NULL, epoch = epoch + 1, status = 'queued', careful = true, "dueAt" = NULL
  FROM lost WHERE r.id = lost.id
)
SELECT id, "versionId", careful FROM lost`,
} as const;

/** A run as it was when it was taken away. */
export interface ReleasedRow {
  readonly id: string;
  readonly versionId: string;
  /** Whether each step was on record before it began. */
  readonly careful: boolean;
}

/** Steps of runs, in order; what is due now, or has no due time, is due in 0 ms. Served by PluginJob_pkey. $1 run ids. */
export const readSteps = {
  text: `
SELECT "runId", ordinal, "nodeId", status, port, attempts, uncharged, effects,
  GREATEST(0, EXTRACT(EPOCH FROM "dueAt" - now()) * 1000)::float8 AS "dueInMs"
FROM "PluginJob" WHERE "runId" = ANY($1::uuid[]) ORDER BY "runId", ordinal`,
} as const;

export interface StepRow {
  readonly runId: string;
  readonly ordinal: number;
  readonly nodeId: string;
  readonly status:
    | "waiting"
    | "pending"
    | "running"
    | "completed"
    | "failed"
    | "skipped"
    | "cancelled"
    | "unknown";
  readonly port: string | null;
  readonly attempts: number;
  readonly uncharged: number;
  readonly effects: unknown;
  readonly dueInMs: number;
}

/**
 * Puts interrupted attempts on record. $1 run ids, $2 ordinals, $3 statuses, $4 attempts, $5
 * uncharged, $6 effects, $7 error codes, $8 error messages: one entry a step. Served by PluginJob_pkey.
 */
export const markInterrupted = {
  text: `
WITH step AS (
  UPDATE "PluginJob" j SET status = s.status::"StepStatus", attempts = s.attempts, uncharged = s.uncharged,
    effects = COALESCE(s.effects::json, j.effects), "dueAt" = NULL,
    "finishedAt" = CASE WHEN s.status = 'failed' THEN now() END
  FROM unnest($1::uuid[], $2::int2[], $3::text[], $4::int2[], $5::int2[], $6::text[],
    $7::text[], $8::text[])
    AS s(run_id, ordinal, status, attempts, uncharged, effects, code, message)
  WHERE j."runId" = s.run_id AND j.ordinal = s.ordinal
  RETURNING j."runId", j.ordinal, j.attempts, j."nodeId", j.status, j."startedAt", s.code, s.message
)
INSERT INTO "PluginExecutionLog" ("runId", ordinal, attempt, "nodeId", outcome, "startedAt", "durationMs", error)
SELECT "runId", ordinal, attempts, "nodeId", CASE WHEN status = 'unknown' THEN 'unknown' ELSE 'interrupted' END,
  COALESCE("startedAt", now()), 0, json_build_object(
    'code', code,
    'message', message,
    'hint', CASE status
      WHEN 'unknown' THEN 'It may or may not have been sent: say which.'
      WHEN 'failed' THEN 'It was cut off too often. Look for the cause before it runs again.'
      ELSE 'It is tried again with the same key.' END,
    'who', 'product')
FROM step
ON CONFLICT DO NOTHING`,
} as const;
