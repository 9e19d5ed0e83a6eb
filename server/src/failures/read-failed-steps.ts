import { stepErrorSchema, type StepError } from "@formloom/shared/plugin";
import type { RunSummary } from "@formloom/shared/api";
import type { PrismaClient, TransactionClient } from "../db/client.ts";

/** A step that stopped its run, with the error of its last attempt. */
export interface StoppedStep {
  readonly runId: string;
  readonly ordinal: number;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly stepName: string;
  /** Nobody knows whether it was sent. */
  readonly unknown: boolean;
  readonly connectionId: string | null;
  /** The setting `url` as it was published, in which no answer may make up the host; null: there is none. */
  readonly url: string | null;
  readonly failedAt: Date;
  readonly error: StepError;
}

interface Row extends Omit<StoppedStep, "error"> {
  readonly error: unknown;
}

/** A step that failed without a word, as where its result could not be written. */
const unexplained: StepError = {
  code: "unexplained",
  message: "The step failed without saying why.",
  who: "product",
};

/**
 * The steps that stopped these runs, by run and in the plan's order: those that failed and did not go on by
 * a port, and those of which nobody knows whether they were sent. Steps that a replay took over from before
 * are left out. Served by PluginJob_pkey and PluginExecutionLog_pkey.
 */
export async function readStoppedSteps(
  client: PrismaClient | TransactionClient,
  runIds: readonly string[],
): Promise<readonly StoppedStep[]> {
  if (runIds.length === 0) return [];
  const rows = await client.$queryRaw<Row[]>`
    SELECT j."runId", j.ordinal, j."nodeId", j."nodeType", j.status = 'unknown' AS "unknown",
      COALESCE(v.plan->'steps'->j.ordinal::int->>'name', j."nodeId") AS "stepName",
      v.plan->'steps'->j.ordinal::int->>'connectionId' AS "connectionId",
      v.plan->'steps'->j.ordinal::int->'config'->>'url' AS url,
      COALESCE(j."finishedAt", l."startedAt", r."finishedAt", now()) AS "failedAt", l.error
    FROM "PluginRun" r
    JOIN "PluginJob" j ON j."runId" = r.id
    LEFT JOIN "PluginConfigVersion" v ON v.id = r."versionId"
    LEFT JOIN LATERAL (
      SELECT error, "startedAt" FROM "PluginExecutionLog"
      WHERE "runId" = j."runId" AND ordinal = j.ordinal ORDER BY attempt DESC LIMIT 1
    ) l ON true
    WHERE r.id = ANY(${runIds}::uuid[]) AND r.status IN ('failed', 'needs_attention')
      AND j.status IN ('failed', 'unknown') AND j.port IS NULL AND j."reusedFrom" IS NULL
    ORDER BY j."runId", j.ordinal`;
  return rows.map((row) => {
    const error = stepErrorSchema.safeParse(row.error);
    return { ...row, error: error.success ? error.data : unexplained };
  });
}

/** What stopped each of these runs, for lists; runs that nothing stopped are not in it. At most 200 runs. */
export async function readFailures(
  prisma: PrismaClient,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<RunSummary["failure"]>>> {
  const steps = await readStoppedSteps(prisma, runIds);
  // Of several, the first in the plan's order stands.
  return new Map(
    steps
      .toReversed()
      .map(({ runId, nodeId, stepName, error: { code, message } }) => [
        runId,
        { nodeId, stepName, code, message },
      ]),
  );
}
