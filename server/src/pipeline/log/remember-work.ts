import type { TransactionClient } from "../../db/client.ts";

/**
 * Notes what runs did for their responses, in the transaction that deletes them: a backfill has to know
 * it for as long as the response is there. Test runs are not remembered, and of runs that a filter ended,
 * or that failed, only what may have been sent. Served by PluginJob_pkey.
 */
export async function rememberWork(
  tx: TransactionClient,
  runIds: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "WorkDone" AS w ("pipelineId", "responseId", "formId", completed, "nodeIds")
    SELECT r."pluginConfigId", r."responseId", r."formId",
      bool_or(r.status = 'completed' AND r.outcome IS NULL AND v.number IS NOT NULL),
      COALESCE(array_agg(DISTINCT j."nodeId") FILTER (WHERE j."nodeId" IS NOT NULL), '{}')
    FROM "PluginRun" r
    JOIN "PluginConfigVersion" v ON v.id = r."versionId"
    JOIN "FormResponse" f ON f.id = r."responseId"
    LEFT JOIN "PluginJob" j ON j."runId" = r.id AND (
      (j.status = 'completed' AND r.status = 'completed' AND r.outcome IS NULL) OR EXISTS (
      SELECT FROM json_array_elements(j.effects) e
      WHERE e->>'state' IN ('confirmed', 'unknown', 'claimed')))
    WHERE r.id = ANY(${[...runIds]}::uuid[]) AND NOT r."isTest"
    GROUP BY 1, 2, 3
    ON CONFLICT ("pipelineId", "responseId") DO UPDATE SET
      completed = w.completed OR EXCLUDED.completed,
      "nodeIds" = ARRAY(SELECT DISTINCT unnest(w."nodeIds" || EXCLUDED."nodeIds"))`;
}
