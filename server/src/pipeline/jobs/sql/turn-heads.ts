/**
 * Of each pipeline that is named, the run whose turn it is, where nobody holds it: queued, without an
 * owner, and first of its line. Served by PluginRun_turns. $1 pipeline ids.
 */
export const findHeads = {
  text: `
SELECT head.id FROM unnest($1::uuid[]) AS p(id) CROSS JOIN LATERAL (
  SELECT r.id, r.status, r.owner FROM "PluginRun" r
  WHERE r."pluginConfigId" = p.id AND r."finishedAt" IS NULL AND r.turn IS NOT NULL
  ORDER BY r.turn LIMIT 1
) head
WHERE head.status = 'queued' AND head.owner IS NULL`,
} as const;

/**
 * As above for every pipeline, and only those that no job stands for: whoever was to queue them died. It
 * steps from line to line through PluginRun_turns, however long the lines are. $1 limit.
 */
export const findForgottenHeads = {
  text: `
WITH RECURSIVE head AS (
  (SELECT r.id, r."pluginConfigId", r.status, r.owner FROM "PluginRun" r
   WHERE r."finishedAt" IS NULL AND r.turn IS NOT NULL
   ORDER BY r."pluginConfigId", r.turn LIMIT 1)
  UNION ALL
  SELECT n.* FROM head h CROSS JOIN LATERAL (
    SELECT r.id, r."pluginConfigId", r.status, r.owner FROM "PluginRun" r
    WHERE r."finishedAt" IS NULL AND r.turn IS NOT NULL AND r."pluginConfigId" > h."pluginConfigId"
    ORDER BY r."pluginConfigId", r.turn LIMIT 1
  ) n
)
SELECT id FROM head h
WHERE h.status = 'queued' AND h.owner IS NULL AND NOT EXISTS (
  SELECT FROM pgboss.job j WHERE j.name = 'runs' AND j.state < 'completed' AND j.data->>'runId' = h.id::text
)
LIMIT $1`,
} as const;
