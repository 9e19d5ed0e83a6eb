import type { AlertRule } from "@formloom/shared/api";
import { leastIdAt } from "@formloom/shared/kernel";
import { blameSchema } from "@formloom/shared/plugin";
import type { TransactionClient } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import { alertFactsSchema, type Trouble } from "./alert-facts.ts";
import { readRules } from "./alert-rules.ts";
import { openAlerts, raiseAlert, settleAlert, type Moment } from "./raise-alerts.ts";

/** Failures are looked at again for so long, as of two commits the later one may bear the earlier time. In ms. */
const overlapMs = 60_000;
/** So many causes of one pipeline are told apart; more of them are one alert. */
const maxCauses = 10;
/** Passes of the step in a row by which a trouble is over, while it was still seen lately. */
const passesToSettle = 5;
/** Since when it has to be quiet for one pass to do, in ms. */
const quietMs = 600_000;
const cursorKey = "alertsReadUpTo";

/** Codes that speak of who one is: the connection has to be renewed. */
const accessCodes =
  /^(http_40[13]|smtp_auth|smtp_53\d|connection_(missing|unreadable|invalid)|slack_(invalid_auth|not_authed|account_inactive|token_\w+|missing_scope))$|invalid_grant|token_expired/;

interface FailureNews {
  readonly fingerprint: string;
  readonly lastId: string;
  readonly lastAt: Date;
  /** Failures of this cause that nothing was done about. */
  readonly open: number;
}

/**
 * Raises an alert for each cause that steps failed of since the last time, and settles those of which the
 * steps succeed again, or about which something was done. Gives the ids of the pipelines that failed.
 */
export async function watchFailures(at: Moment): Promise<readonly string[]> {
  const news = await readNews(at);
  const groups = await readGroups(at.tx, news);
  const rules = await readRules(at.tx, [...new Set(groups.map(({ pipelineId }) => pipelineId))]);
  for (const group of groups) {
    const rule = rules.get(group.pipelineId);
    const fact = news.find(({ fingerprint }) => fingerprint === group.fingerprint);
    if (rule === undefined || fact === undefined || fact.open === 0) continue;
    const trouble = await troubleOf(at, group, fact);
    const wanted = trouble.kind === "connection" ? rule.connection : rule.failing;
    if (rule.enabled && wanted) await raiseAlert(at, trouble, rule);
  }
  await settleFailures(at);
  return [...rules.keys()];
}

/** Reads on from where it was left, a little before. Served by FailedStep_pkey and FailedStep_open. */
async function readNews({ tx, now }: Moment): Promise<readonly FailureNews[]> {
  const setting = await tx.setting.findUnique({ where: { key: cursorKey } });
  const known = typeof setting?.value === "string" ? Date.parse(setting.value) : Number.NaN;
  const upTo = Number.isNaN(known) ? now.getTime() : Math.min(known, now.getTime());
  const news = await tx.$queryRaw<FailureNews[]>`
    SELECT n.fingerprint, n."lastId", n."lastAt", (
      SELECT count(*)::int FROM "FailedStep" o WHERE o.fingerprint = n.fingerprint AND o."settledAt" IS NULL
    ) AS open
    FROM (
      SELECT fingerprint, max(id::text) AS "lastId", max("failedAt") AS "lastAt" FROM "FailedStep"
      WHERE id > ${leastIdAt(upTo - overlapMs)}::uuid GROUP BY fingerprint
    ) n`;
  const value = now.toISOString();
  await tx.setting.upsert({
    where: { key: cursorKey },
    create: { key: cursorKey, value },
    update: { value },
  });
  return news;
}

type Group = Awaited<ReturnType<TransactionClient["failureGroup"]["findMany"]>>[number];

async function readGroups(tx: TransactionClient, news: readonly FailureNews[]): Promise<Group[]> {
  if (news.length === 0) return [];
  const fingerprints = news.map(({ fingerprint }) => fingerprint);
  return tx.failureGroup.findMany({ where: { fingerprint: { in: fingerprints } } });
}

async function troubleOf({ tx }: Moment, group: Group, news: FailureNews): Promise<Trouble> {
  const { fingerprint, formId, pipelineId, connectionId, code } = group;
  const isAccess = connectionId !== null && accessCodes.test(code);
  const { nodeId, stepName, service, message, hint } = group;
  const who = blameSchema.parse(group.who);
  const own = `failing ${pipelineId} ${fingerprint}`;
  return {
    groupKey: isAccess ? `connection ${connectionId}` : await withinBounds(tx, own, pipelineId),
    kind: isAccess ? "connection" : "failing",
    formId,
    pipelineId,
    facts: {
      failure: {
        fingerprint,
        nodeId,
        stepName,
        service,
        connectionId,
        code,
        who,
        message,
        hint,
        lastId: news.lastId,
      },
    },
    count: news.open,
    lastAt: news.lastAt,
  };
}

/** Whoever fails for a hundred causes at once is one alert, not a hundred. */
async function withinBounds(
  tx: TransactionClient,
  groupKey: string,
  pipelineId: string,
): Promise<string> {
  const open = await tx.alert.findMany({
    where: { pipelineId, kind: "failing", settledAt: null },
    select: { groupKey: true },
  });
  const isOpen = open.some((alert) => alert.groupKey === groupKey);
  return isOpen || open.length < maxCauses ? groupKey : `failing ${pipelineId} more`;
}

async function settleFailures(at: Moment): Promise<void> {
  const alerts = await openAlerts(at.tx, ["failing", "connection"]);
  const rules = await readRules(at.tx, [...new Set(alerts.map(({ pipelineId }) => pipelineId))]);
  for (const alert of alerts) {
    const rule = rules.get(alert.pipelineId);
    if (rule !== undefined && (await isOver(at, alert, rule))) await settleAlert(at, alert, rule);
  }
}

async function isOver({ tx, now }: Moment, alert: Alert, rule: AlertRule): Promise<boolean> {
  const facts = alertFactsSchema.safeParse(alert.facts);
  const failure = facts.success ? facts.data.failure : undefined;
  if (failure === undefined || !rule.enabled) return true;
  const [still] = await tx.$queryRaw<{ open: boolean; gone: boolean }[]>`
    SELECT EXISTS (SELECT FROM "FailedStep"
        WHERE fingerprint = ${failure.fingerprint}::uuid AND "settledAt" IS NULL) AS open,
      NOT EXISTS (SELECT FROM "PluginConfig"
        WHERE id = ${alert.pipelineId}::uuid AND "deletedAt" IS NULL) AS gone`;
  if (still === undefined || still.gone || !still.open) return true;
  const passes = await countPasses(tx, alert, failure.nodeId);
  const isQuiet = now.getTime() - alert.lastAt.getTime() >= quietMs;
  return passes >= (isQuiet ? 1 : passesToSettle);
}

/** How often the step was done since it last failed, as far as it matters. Served by PluginRun_pluginConfigId_id_idx. */
async function countPasses(tx: TransactionClient, alert: Alert, nodeId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ passes: number }[]>`
    SELECT count(*)::int AS passes FROM (
      SELECT id FROM "PluginRun"
      WHERE "pluginConfigId" = ${alert.pipelineId}::uuid AND NOT "isTest"
        AND id > ${leastIdAt(alert.lastAt.getTime() - 3_600_000)}::uuid
      ORDER BY id DESC LIMIT 200
    ) r JOIN "PluginJob" j ON j."runId" = r.id AND j."nodeId" = ${nodeId}
      AND j.status = 'completed' AND j."reusedFrom" IS NULL AND j."finishedAt" > ${alert.lastAt}`;
  return row?.passes ?? 0;
}
