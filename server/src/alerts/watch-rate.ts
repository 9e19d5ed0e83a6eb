import type { AlertRule } from "@formloom/shared/api";
import type { TransactionClient } from "../db/client.ts";
import { readRules } from "./alert-rules.ts";
import { openAlerts, raiseAlert, settleAlert, type Moment } from "./raise-alerts.ts";

/** Runs that are looked at, newest first. */
const window = 20;

interface Recent {
  readonly formId: string;
  readonly of: number;
  readonly failed: number;
  /** Of those, how many are of causes that no alert of their own told of, as far as causes were noted yet. */
  readonly untold: number;
  readonly lastAt: Date;
}

/**
 * Raises an alert where many of the last runs of these pipelines failed, and settles it where they do not
 * any more. What an alert of its own cause tells of already is not told a second time.
 */
export async function watchRates(at: Moment, failedIds: readonly string[]): Promise<void> {
  const open = await openAlerts(at.tx, ["rate"]);
  const ids = [...new Set([...failedIds, ...open.map(({ pipelineId }) => pipelineId)])];
  const rules = await readRules(at.tx, ids);
  for (const [pipelineId, rule] of rules) {
    const recent = await readRecent(at.tx, pipelineId);
    const alert = open.find((known) => known.pipelineId === pipelineId);
    if (recent !== null && isTooMuch(recent, rule, recent.untold)) {
      const { failed, of, formId, lastAt } = recent;
      const facts = { rate: { failed, of } };
      const trouble = { groupKey: `rate ${pipelineId}`, formId, pipelineId, facts, lastAt };
      await raiseAlert(at, { ...trouble, kind: "rate", count: failed }, rule);
    } else if (
      alert !== undefined &&
      (recent === null || !isTooMuch(recent, rule, recent.failed))
    ) {
      await settleAlert(at, alert, rule);
    }
  }
}

function isTooMuch({ of }: Recent, { enabled, rate }: AlertRule, failed: number): boolean {
  if (!enabled || rate === null) return false;
  return failed >= rate.atLeast && failed * 100 >= of * rate.percent;
}

/** Served by PluginRun_pluginConfigId_id_idx. */
async function readRecent(tx: TransactionClient, pipelineId: string): Promise<Recent | null> {
  const [row] = await tx.$queryRaw<Recent[]>`
    SELECT min(r."formId"::text) AS "formId", count(*)::int AS of,
      count(*) FILTER (WHERE r.status <> 'completed')::int AS failed,
      count(*) FILTER (WHERE r.status <> 'completed' AND r.noted AND NOT EXISTS (
        SELECT FROM "FailedStep" f JOIN "FailureGroup" g ON g.fingerprint = f.fingerprint
        JOIN "Alert" a ON (a."settledAt" IS NULL OR a."settledAt" >= r."finishedAt") AND a."groupKey" IN (
          'failing ' || f."pipelineId" || ' ' || f.fingerprint, 'failing ' || f."pipelineId" || ' more',
          'connection ' || g."connectionId")
        WHERE f."runId" = r.id))::int AS untold,
      COALESCE(max(r."finishedAt") FILTER (WHERE r.status <> 'completed'), max(r."createdAt"), now()) AS "lastAt"
    FROM (
      SELECT id, "formId", status, noted, COALESCE("finishedAt", "createdAt") AS "finishedAt", "createdAt" FROM "PluginRun"
      WHERE "pluginConfigId" = ${pipelineId}::uuid AND NOT "isTest"
        AND status IN ('completed', 'failed', 'needs_attention')
      ORDER BY id DESC LIMIT ${window}
    ) r`;
  return row === undefined || row.of === 0 ? null : row;
}
