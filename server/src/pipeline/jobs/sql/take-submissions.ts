import { giveTurns } from "./give-turns.ts";

/**
 * Takes a batch of submissions in one commit: response, form event, and the event's runs. Measured against two commits (event first, runs after): one round trip and one fsync
 * less per batch; at batches of six 4–8 % more a second at the same CPU, alone 15–30 % more. The
 * numbers are in docs/decisions/0001.
 *
 * A submission whose form has moved on (`fresh` false) or whose idempotency key came before (`taken`
 * false) is left out with all that hangs on it. Served by Form_pkey and SubmissionKey_pkey.
 *
 * $1 form ids, $2 form revisions, $3 response ids, $4 answers (JSON text), $5 event ids, $6 keys,
 * $7 body hashes: one entry a submission. $8 submission numbers (from 1), $9 run ids, $10 pipeline
 * ids, $11 version ids, $12 run statuses, $13 owners: one entry a run. With turns as well $14 whether it
 * gets one: one entry a run. Pipelines that do not run one at a time have a statement
 * without turns, so that they pay nothing for them.
 */
export const takeSubmissions = (
  inTurn: boolean,
): { readonly name: string; readonly text: string } => (inTurn ? withTurns : withoutTurns);

const withoutTurns = { name: "take-submissions", text: takeText(null) } as const;
const withTurns = {
  name: "take-submissions-in-turn",
  text: takeText(
    giveTurns(`
  SELECT r.id, r.pipeline_id, r.n FROM unnest($8::int[], $9::uuid[], $10::uuid[], $14::bool[])
    AS r(n, id, pipeline_id, in_turn)
  JOIN taken t ON t.n = r.n WHERE r.in_turn`),
  ),
} as const;

function takeText(turns: string | null): string {
  return `
WITH input AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::bytea[])
    WITH ORDINALITY AS s(form_id, revision, response_id, answers, event_id, key, body_hash, n)
), fresh AS (
  SELECT i.* FROM input i
  JOIN "Form" f ON f.id = i.form_id AND f.revision = i.revision AND f."deletedAt" IS NULL
), keyed AS (
  INSERT INTO "SubmissionKey" ("formId", key, "bodyHash", "responseId")
  SELECT form_id, key, body_hash, response_id FROM fresh WHERE key IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING "responseId"
), taken AS (
  SELECT * FROM fresh f WHERE f.key IS NULL OR f.response_id IN (SELECT "responseId" FROM keyed)
), response AS (
  INSERT INTO "FormResponse" (id, "formId", answers)
  SELECT response_id, form_id, answers::jsonb FROM taken
), event AS (
  INSERT INTO "FormEvent" (id, "formId", "responseId", type, payload, "dispatchedAt")
  SELECT event_id, form_id, response_id, 'form.submitted', jsonb_build_object('answers', answers::jsonb), now()
  FROM taken
)${turns ?? ""}, run AS (
  INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "responseId", "eventId",
    "eventPipelineId", "eventType", status, owner, "rootRunId"${turns === null ? "" : ", turn"})
  SELECT r.id, r.pipeline_id, r.version_id, t.form_id, t.response_id, t.event_id,
    r.pipeline_id, 'form.submitted', r.status::"RunStatus", r.owner, r.id${turns === null ? "" : ", turn.number"}
  FROM unnest($8::int[], $9::uuid[], $10::uuid[], $11::uuid[], $12::text[], $13::int[])
    AS r(n, id, pipeline_id, version_id, status, owner)
  JOIN taken t ON t.n = r.n${turns === null ? "" : " LEFT JOIN turn ON turn.run_id = r.id"}
)
SELECT i.n::int AS n, f.n IS NOT NULL AS fresh, t.n IS NOT NULL AS taken, now() AS at
FROM input i LEFT JOIN fresh f ON f.n = i.n LEFT JOIN taken t ON t.n = i.n
ORDER BY i.n`;
}
