import { giveTurns } from "./give-turns.ts";

/**
 * Starts the runs of one committed form event and marks it delivered, in one commit. Nothing is
 * written when somebody else was faster: the row lock on the event decides. Served by FormEvent_pkey.
 *
 * $1 event id. $2 run ids, $3 pipeline ids, $4 version ids, $5 statuses, $6 owners: one entry a run.
 * With turns as well $7 whether it gets one: one entry a run.
 */
export const startRuns = (inTurn: boolean): { readonly name: string; readonly text: string } =>
  inTurn ? withTurns : withoutTurns;

const withoutTurns = { name: "start-runs", text: startText(null) } as const;
const withTurns = {
  name: "start-runs-in-turn",
  text: startText(
    giveTurns(`
  SELECT r.id, r.pipeline_id, 1 AS n FROM unnest($2::uuid[], $3::uuid[], $7::bool[]) AS r(id, pipeline_id, in_turn)
  CROSS JOIN event WHERE r.in_turn`),
  ),
} as const;

function startText(turns: string | null): string {
  return `
WITH event AS (
  UPDATE "FormEvent" SET "dispatchedAt" = now() WHERE id = $1 AND "dispatchedAt" IS NULL
  RETURNING id, "formId", "responseId", type
)${turns ?? ""}, run AS (
  INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "responseId", "eventId",
    "eventPipelineId", "eventType", status, owner, "rootRunId"${turns === null ? "" : ", turn"})
  SELECT r.id, r.pipeline_id, r.version_id, e."formId", e."responseId", e.id,
    r.pipeline_id, e.type, r.status::"RunStatus", r.owner, r.id${turns === null ? "" : ", turn.number"}
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[])
    AS r(id, pipeline_id, version_id, status, owner)
  CROSS JOIN event e${turns === null ? "" : " LEFT JOIN turn ON turn.run_id = r.id"}
  ON CONFLICT DO NOTHING
  RETURNING id
)
SELECT id FROM run`;
}
