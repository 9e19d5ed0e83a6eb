import type { Trouble } from "./alert-facts.ts";
import { readRules } from "./alert-rules.ts";
import { openAlerts, raiseAlert, settleAlert, type Moment } from "./raise-alerts.ts";

/** `waitingMinutes` of pipelines without a rule of their own. */
const defaultMinutes = 60;

/**
 * Raises alerts of runs that wait, are held or are undecided for too long, and of responses whose runs do
 * not come to an end, and settles those that are over.
 */
export async function watchWaiting(at: Moment): Promise<void> {
  const troubles = [...(await findWaiting(at)), ...(await findLate(at))];
  const open = await openAlerts(at.tx, ["waiting", "late"]);
  const ids = [...troubles, ...open].map(({ pipelineId }) => pipelineId);
  const rules = await readRules(at.tx, [...new Set(ids)]);
  for (const trouble of troubles) {
    const rule = rules.get(trouble.pipelineId);
    if (rule?.enabled === true) await raiseAlert(at, trouble, rule);
  }
  const keys = new Set(troubles.map(({ groupKey }) => groupKey));
  for (const alert of open) {
    const rule = rules.get(alert.pipelineId);
    if (rule !== undefined && !(rule.enabled && keys.has(alert.groupKey))) {
      await settleAlert(at, alert, rule);
    }
  }
}

interface Waiting {
  readonly pipelineId: string;
  readonly formId: string;
  readonly minutes: number;
  readonly queued: number;
  readonly held: number;
  readonly undecided: number;
}

/** Served by PluginRun_unfinished. */
async function findWaiting({ tx, now }: Moment): Promise<Trouble[]> {
  const rows = await tx.$queryRaw<Waiting[]>`
    SELECT r."pluginConfigId" AS "pipelineId", r."formId", w.minutes,
      count(*) FILTER (WHERE r.status = 'queued')::int AS queued,
      count(*) FILTER (WHERE r.status = 'held')::int AS held,
      count(*) FILTER (WHERE r.status = 'needs_attention')::int AS undecided
    FROM "PluginRun" r
    JOIN "PluginConfig" c ON c.id = r."pluginConfigId" AND c."deletedAt" IS NULL
    LEFT JOIN "AlertRule" a ON a."pipelineId" = r."pluginConfigId"
    CROSS JOIN LATERAL (SELECT CASE WHEN a."pipelineId" IS NULL THEN ${defaultMinutes}::int
      ELSE (a.rule->>'waitingMinutes')::int END AS minutes) w
    WHERE r."finishedAt" IS NULL AND r.status IN ('queued', 'held', 'needs_attention') AND NOT r."isTest"
      AND GREATEST(r."createdAt", r."dueAt") < ${now}::timestamptz - make_interval(mins => w.minutes)
    GROUP BY 1, 2, 3`;
  return rows.map(({ pipelineId, formId, ...waiting }) => ({
    groupKey: `waiting ${pipelineId}`,
    kind: "waiting",
    formId,
    pipelineId,
    facts: { waiting },
    count: waiting.queued + waiting.held + waiting.undecided,
    lastAt: now,
  }));
}

interface Late {
  readonly pipelineId: string;
  readonly formId: string;
  readonly minutes: number;
  readonly count: number;
}

/**
 * Responses to pipelines that are on whose runs have neither ended nor failed in time, or were not even
 * started. A Wait step waits on purpose, and what is held is told of as held. Served by PluginRun_unfinished
 * and FormEvent_undelivered.
 */
async function findLate({ tx, now }: Moment): Promise<Trouble[]> {
  const rows = await tx.$queryRaw<Late[]>`
    SELECT c.id AS "pipelineId", c."formId", m.minutes, (
      (SELECT count(*) FROM "PluginRun" r
        WHERE r."finishedAt" IS NULL AND r."pluginConfigId" = c.id AND r."eventPipelineId" IS NOT NULL
          AND r."eventType" = 'form.submitted' AND r.status IN ('queued', 'running', 'waiting')
          AND r."createdAt" < ${now}::timestamptz - make_interval(mins => m.minutes)
          AND NOT EXISTS (SELECT FROM "PluginJob" j WHERE j."runId" = r.id AND j."nodeType" = 'delay'
            AND j.status IN ('waiting', 'pending', 'running') AND j."dueAt" > ${now}))
      + (SELECT count(*) FROM "FormEvent" e
        WHERE e."dispatchedAt" IS NULL AND e."formId" = c."formId" AND e.type = 'form.submitted'
          AND e.at < ${now}::timestamptz - make_interval(mins => m.minutes) AND e.at > c."enabledAt")
    )::int AS count
    FROM "AlertRule" a
    CROSS JOIN LATERAL (SELECT (a.rule->>'lateMinutes')::int AS minutes) m
    JOIN "PluginConfig" c ON c.id = a."pipelineId" AND c.enabled AND c."deletedAt" IS NULL
    WHERE m.minutes IS NOT NULL`;
  return rows
    .filter(({ count }) => count > 0)
    .map(({ pipelineId, formId, minutes, count }) => ({
      groupKey: `late ${pipelineId}`,
      kind: "late",
      formId,
      pipelineId,
      facts: { late: { minutes } },
      count,
      lastAt: now,
    }));
}
