/**
 * Writes what became of steps, for many runs in one commit: the run's state, its steps, one log row
 * per attempt, and mails that were caught. Every write hangs on the run still being held by (owner,
 * epoch): a run that was taken over, cancelled or ended is left out whole, and its id is not returned.
 * A step that is settled never moves again, whatever comes; the same once more, as after an answer that
 * was lost, changes nothing. A run's first results bring the rows of all its steps. Served by
 * PluginRun_pkey, PluginJob_pkey: owner and end are compared in a form that no index of unfinished runs
 * serves, since by such a one every run in flight would be compared with every run of the batch.
 *
 * $1 owner. $2 run ids, $3 epochs, $4 statuses (null: unchanged), $5 outcomes, $6 due in ms (null:
 * nothing due), $7 whether it is given up: one entry a run, no run twice. $8 run ids, $9 ordinals, $10
 * statuses, $11 attempts, $12 uncharged, $13 ports, $14 skip reasons, $15 effects, $16 due in ms, $33 node
 * ids, $34 node types: one entry a step. $17 run ids, $18 ordinals, $19 attempts, $20 node ids, $21
 * outcomes, $22 started at (ms since 1970), $23 durations in ms, $24 inputs, $25 outputs, $26 errors, $27
 * lines: one entry an attempt, all JSON as text. $28 run ids, $29 mail ids, $30 node ids, $31 effect keys,
 * $32 mails. $35 run ids, $36 ordinals, $37 node ids, $38 node types: steps that nothing is known of yet. $39, $40,
 * $41 the number of the run, from 1, of each step, attempt and unknown step: what belongs to a run that is
 * not held is found by it in one step, where a join would look through all runs for each.
 */
export const settleSteps = {
  name: "settle-steps",
  text: `
WITH held AS (
  UPDATE "PluginRun" r SET
    status = COALESCE(i.status::"RunStatus", r.status),
    outcome = COALESCE(i.outcome, r.outcome),
    "dueAt" = now() + i.due_ms * interval '1 ms',
    owner = CASE WHEN i.released THEN NULL ELSE r.owner END,
    "finishedAt" = CASE WHEN i.status IN ('completed', 'failed', 'cancelled') THEN now() END
  FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::float8[], $7::bool[])
    WITH ORDINALITY AS i(id, epoch, status, outcome, due_ms, released, n)
  WHERE r.id = i.id AND r.epoch = i.epoch
    AND COALESCE(r.owner, 0) = $1 AND COALESCE(r."finishedAt", 'infinity') = 'infinity'
  RETURNING r.id, r."formId", i.n
), flags AS MATERIALIZED (
  SELECT array_agg(ok ORDER BY n) AS ok FROM (
    SELECT n, bool_or(ok) AS ok
    FROM (SELECT n, true AS ok FROM held UNION ALL SELECT generate_series(1, cardinality($2::uuid[])), false) u
    GROUP BY n
  ) g
), step AS (
  INSERT INTO "PluginJob" AS j ("runId", ordinal, "nodeId", "nodeType", status, attempts, uncharged, port,
    "skipReason", effects, "dueAt", "startedAt", "finishedAt")
  SELECT s.run_id, s.ordinal, s.node_id, s.node_type, s.status::"StepStatus", s.attempts, s.uncharged, s.port,
    s.skip_reason, s.effects::json, now() + s.due_ms * interval '1 ms',
    CASE WHEN s.attempts > 0 THEN now() END,
    CASE WHEN s.status IN ('completed', 'failed', 'skipped', 'cancelled') THEN now() END
  FROM unnest($8::uuid[], $9::int2[], $33::text[], $34::text[], $10::text[], $11::int2[], $12::int2[],
    $13::text[], $14::text[], $15::text[], $16::float8[], $39::int[])
    AS s(run_id, ordinal, node_id, node_type, status, attempts, uncharged, port, skip_reason, effects, due_ms, n)
  WHERE (SELECT ok FROM flags)[s.n]
  ON CONFLICT ("runId", ordinal) DO UPDATE SET
    status = EXCLUDED.status,
    attempts = EXCLUDED.attempts,
    uncharged = EXCLUDED.uncharged,
    port = EXCLUDED.port,
    "skipReason" = EXCLUDED."skipReason",
    effects = COALESCE(EXCLUDED.effects, j.effects),
    "dueAt" = EXCLUDED."dueAt",
    "startedAt" = COALESCE(j."startedAt", EXCLUDED."startedAt"),
    "finishedAt" = EXCLUDED."finishedAt"
  WHERE j.status NOT IN ('completed', 'failed', 'skipped', 'cancelled')
), rest AS (
  INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType")
  SELECT s.run_id, s.ordinal, s.node_id, s.node_type
  FROM unnest($35::uuid[], $36::int2[], $37::text[], $38::text[], $41::int[])
    AS s(run_id, ordinal, node_id, node_type, n)
  WHERE (SELECT ok FROM flags)[s.n]
  ON CONFLICT DO NOTHING
), attempt AS (
  INSERT INTO "PluginExecutionLog" ("runId", ordinal, attempt, "nodeId", outcome, "startedAt",
    "durationMs", input, output, error, lines)
  SELECT l.run_id, l.ordinal, l.attempt, l.node_id, l.outcome, to_timestamp(l.started_ms / 1000),
    l.duration_ms, l.input::json, l.output::json, l.error::json, l.lines::json
  FROM unnest($17::uuid[], $18::int2[], $19::int2[], $20::text[], $21::text[], $22::float8[], $23::float8[],
    $24::text[], $25::text[], $26::text[], $27::text[], $40::int[])
    AS l(run_id, ordinal, attempt, node_id, outcome, started_ms, duration_ms, input, output, error, lines, n)
  WHERE (SELECT ok FROM flags)[l.n]
  ON CONFLICT DO NOTHING
), mail AS (
  INSERT INTO "OutboxMail" (id, "formId", "runId", "nodeId", "effectKey", mail)
  SELECT m.id, h."formId", m.run_id, m.node_id, m.effect_key, m.mail::json
  FROM unnest($28::uuid[], $29::uuid[], $30::text[], $31::text[], $32::text[])
    AS m(run_id, id, node_id, effect_key, mail)
  JOIN held h ON h.id = m.run_id
  ON CONFLICT ("effectKey") DO NOTHING
)
SELECT id FROM held`,
} as const;
