/**
 * Cancels unfinished runs and their open steps in one commit; the raised epoch fences off whoever
 * held them. Served by PluginRun_pkey, PluginRun_pluginConfigId_id_idx, PluginRun_response.
 * $1 run ids, $2 pipeline id, $3 form id, $4 response id: all but one null.
 */
export const cancelRuns = {
  text: `
WITH run AS (
  UPDATE "PluginRun" SET status = 'cancelled', owner = NULL, epoch = epoch + 1, "dueAt" = NULL,
    "finishedAt" = now()
  WHERE "finishedAt" IS NULL AND (id = ANY($1::uuid[]) OR "pluginConfigId" = $2 OR "formId" = $3 OR "responseId" = $4)
  RETURNING id, "pluginConfigId", "formId", "versionId", turn
), step AS (
  UPDATE "PluginJob" j SET status = 'cancelled', "finishedAt" = now(), "dueAt" = NULL
  FROM run WHERE j."runId" = run.id AND j.status NOT IN ('completed', 'failed', 'skipped', 'cancelled')
)
SELECT id AS "runId", "pluginConfigId" AS "pipelineId", "formId", "versionId", turn FROM run`,
} as const;
