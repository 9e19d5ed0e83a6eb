/**
 * Writes the rows of steps where there are none. $1 run ids, $2 ordinals, $3 node ids, $4 node types: one
 * entry a step. $5 their status. Served by PluginJob_pkey.
 */
export const writeMissingSteps = {
  text: `
INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status, "finishedAt")
SELECT s.run_id, s.ordinal, s.node_id, s.node_type, $5::"StepStatus", CASE WHEN $5 = 'cancelled' THEN now() END
FROM unnest($1::uuid[], $2::int2[], $3::text[], $4::text[]) AS s(run_id, ordinal, node_id, node_type)
ON CONFLICT DO NOTHING`,
} as const;
