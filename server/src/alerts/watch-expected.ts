import { alertRuleSchema, type AlertRule, type Expected } from "@formloom/shared/api";
import { leastIdAt } from "@formloom/shared/kernel";
import type { TransactionClient } from "../db/client.ts";
import { expectedPeriod, type Period } from "./expected-period.ts";
import { openAlerts, raiseAlert, settleAlert, type Moment } from "./raise-alerts.ts";

/** What began just before the end of a period may end just after it, in ms. */
const graceMs = 300_000;
/** How far an application's clock may be off from the database's, in ms. */
const clockMs = 3_600_000;

interface Watched {
  readonly pipelineId: string;
  readonly formId: string;
  readonly timeZone: string;
  readonly rule: AlertRule;
  readonly expected: Expected;
  readonly since: Date;
  readonly upTo: Date | null;
}

/**
 * The silence alarm: once a day or week is over, counts what was done in it. Each period is judged once,
 * and only one that the automation was on for from its beginning. It is over when the present period has
 * what is expected.
 */
export async function watchExpected(at: Moment): Promise<void> {
  const watched = await readWatched(at.tx);
  const open = await openAlerts(at.tx, ["silence"]);
  for (const one of watched) {
    await judgeLast(at, one);
    const alert = open.find(({ pipelineId }) => pipelineId === one.pipelineId);
    if (alert === undefined) continue;
    const period = expectedPeriod(one.expected, {
      nowMs: at.now.getTime(),
      timeZone: one.timeZone,
    });
    const count = await countDone(at.tx, one, period);
    if (count >= one.expected.atLeast) await settleAlert(at, alert, one.rule);
  }
  for (const alert of open) {
    if (watched.some(({ pipelineId }) => pipelineId === alert.pipelineId)) continue;
    await settleAlert(at, alert, alertRuleSchema.parse({}));
  }
}

async function readWatched(tx: TransactionClient): Promise<Watched[]> {
  const rows = await tx.$queryRaw<
    {
      pipelineId: string;
      formId: string;
      timeZone: string;
      rule: unknown;
      since: Date;
      upTo: Date | null;
    }[]
  >`
    SELECT c.id AS "pipelineId", c."formId", f."timeZone", a.rule, a."expectedUpTo" AS "upTo",
      GREATEST(c."enabledAt", a."expectedSince", c."createdAt") AS since
    FROM "AlertRule" a
    JOIN "PluginConfig" c ON c.id = a."pipelineId" AND c.enabled AND c."deletedAt" IS NULL
    JOIN "Form" f ON f.id = c."formId" AND f."deletedAt" IS NULL
    WHERE jsonb_typeof(a.rule->'expected') = 'object' AND (a.rule->>'enabled')::boolean`;
  return rows.flatMap((row) => {
    const rule = alertRuleSchema.parse(row.rule);
    return rule.expected === null ? [] : [{ ...row, rule, expected: rule.expected }];
  });
}

async function judgeLast(at: Moment, one: Watched): Promise<void> {
  const { tx, now } = at;
  const { pipelineId, formId, expected, timeZone, since, upTo, rule } = one;
  const period = expectedPeriod(expected, { nowMs: now.getTime() - graceMs, timeZone, back: 1 });
  if (period.start < since || (upTo !== null && period.end <= upTo)) return;
  await tx.alertRule.update({ where: { pipelineId }, data: { expectedUpTo: period.end } });
  if (!period.counts) return;
  const counted = await countDone(tx, one, period);
  if (counted >= expected.atLeast) return;
  const { atLeast, what, per } = expected;
  const facts = { expected: { atLeast, counted, what, per, day: period.day } };
  const trouble = { groupKey: `silence ${pipelineId}`, formId, pipelineId, facts };
  await raiseAlert(at, { ...trouble, kind: "silence", count: counted, lastAt: now }, rule);
}

/** Counts up to what is expected, and no further. Served by PluginRun_pluginConfigId_id_idx. */
async function countDone(
  tx: TransactionClient,
  { pipelineId, expected }: Pick<Watched, "pipelineId" | "expected">,
  { start, end }: Period,
): Promise<number> {
  const [from, to] = [leastIdAt(start.getTime() - clockMs), leastIdAt(end.getTime() + clockMs)];
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM "PluginRun" r
      WHERE r."pluginConfigId" = ${pipelineId}::uuid AND r.id >= ${from}::uuid AND r.id < ${to}::uuid
        AND r."createdAt" >= ${start} AND r."createdAt" < ${end} AND NOT r."isTest"
        AND CASE WHEN ${expected.what === "runs"} THEN r.status = 'completed' ELSE EXISTS (
          SELECT FROM "PluginJob" j WHERE j."runId" = r.id AND j.effects IS NOT NULL
            AND j.effects::jsonb @> '[{"state": "confirmed"}]') END
      LIMIT ${expected.atLeast}
    ) done`;
  return row?.count ?? 0;
}
