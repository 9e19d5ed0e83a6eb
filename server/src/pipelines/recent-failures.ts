import { getRecentFailures, recentFailureHours } from "@formloom/shared/api";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Runs that are looked at, newest first: a busy pipeline has no more to say of its last day. */
const maxRuns = 2_000;

/** Failures by step, for the cards of the editor. The newest runs come from the index of a pipeline's runs. */
export function recentFailuresRoute({ prisma }: PipelineDeps): BoundRoute {
  return route(getRecentFailures, async ({ params }) => {
    const items = await prisma.$queryRaw<{ nodeId: string; count: number }[]>`
      SELECT job."nodeId", count(*)::int AS "count"
      FROM (
        SELECT run."id", run."versionId", run."isTest", run."createdAt"
        FROM "PluginRun" run
        WHERE run."pluginConfigId" = ${params.pipelineId}::uuid
        ORDER BY run."id" DESC
        LIMIT ${maxRuns}
      ) recent
      JOIN "PluginConfigVersion" version ON version."id" = recent."versionId"
      JOIN "PluginConfig" pipeline
        ON pipeline."id" = version."pluginConfigId" AND pipeline."liveVersion" = version."number"
      JOIN "PluginJob" job ON job."runId" = recent."id"
      WHERE recent."createdAt" > now() - make_interval(hours => ${recentFailureHours}::int)
        AND NOT recent."isTest"
        AND job."status" IN ('failed', 'unknown')
      GROUP BY job."nodeId"
      ORDER BY job."nodeId"`;
    return { items };
  });
}
