import { alertKindSchema, type AlertChannel, type AlertSettings } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { asJson, type PrismaClient, type TransactionClient } from "../db/client.ts";
import type { AlertNotice } from "../db/generated/client.ts";
import { composeContent, sentenceOf, type AlertContent, type AlertItem } from "./alert-content.ts";
import { readSettings } from "./alert-rules.ts";
import { nameAlerts } from "./present-alert.ts";
import { quietUntil } from "./quiet-hours.ts";

const dayMs = 86_400_000;
/** Alerts in one message; the rest comes in the next. */
const maxItems = 20;

interface ComposeDeps {
  readonly prisma: PrismaClient;
  readonly baseUrl: string;
}

/**
 * Makes messages of the notices that wait: all of one person's together, one message a channel. What has
 * to wait for the end of their quiet hours, or for tomorrow, waits. Several processes may do it at once.
 */
export async function composeMessages(deps: ComposeDeps, now: Date): Promise<void> {
  const people = await deps.prisma.alertNotice.findMany({
    where: { doneAt: null },
    distinct: ["userId"],
    select: { userId: true },
  });
  for (const { userId } of people) {
    await deps.prisma.$transaction((tx) => composeFor(tx, userId, { now, baseUrl: deps.baseUrl }));
  }
}

/** The channels that a person switched on. */
export function channelsOf({ email, slack, webhook }: AlertSettings): AlertChannel[] {
  return [
    ...(email ? ["email" as const] : []),
    ...(slack === null ? [] : ["slack" as const]),
    ...(webhook === null ? [] : ["webhook" as const]),
  ];
}

async function composeFor(
  tx: TransactionClient,
  userId: string,
  { now, baseUrl }: { readonly now: Date; readonly baseUrl: string },
): Promise<void> {
  const notices = await takeNotices(tx, userId);
  if (notices.length === 0) return;
  const user = await tx.user.findUnique({ where: { id: userId }, select: { disabledAt: true } });
  const settings = await readSettings(tx, userId);
  const channels = channelsOf(settings);
  if (user?.disabledAt === null && channels.length > 0) {
    if (quietUntil(settings, now.getTime()) !== null) return;
    const sent = await countToday(tx, userId, now);
    if (sent >= settings.mostPerDay) return;
    const isLast = sent === settings.mostPerDay - 1;
    const items = await readItems(tx, notices, baseUrl);
    if (items.length > 0) {
      const content = composeContent(items, { baseUrl, isLast });
      await writeMessages(tx, { userId, channels, content, now });
    }
  }
  const ids = notices.map(({ id }) => id);
  await tx.alertNotice.updateMany({ where: { id: { in: ids } }, data: { doneAt: now } });
}

/** Served by AlertNotice_waiting. */
async function takeNotices(tx: TransactionClient, userId: string): Promise<AlertNotice[]> {
  return tx.$queryRaw<AlertNotice[]>`
    SELECT n.* FROM "AlertNotice" n JOIN (
      SELECT "alertId" FROM "AlertNotice" WHERE "userId" = ${userId}::uuid AND "doneAt" IS NULL
      GROUP BY "alertId" ORDER BY min(id::text) LIMIT ${maxItems}
    ) a USING ("alertId")
    WHERE n."userId" = ${userId}::uuid AND n."doneAt" IS NULL
    ORDER BY n.id FOR UPDATE OF n SKIP LOCKED`;
}

/** Times that something was sent in the last 24 hours; tests do not count. */
async function countToday(tx: TransactionClient, userId: string, now: Date): Promise<number> {
  const byChannel = await tx.alertMessage.groupBy({
    by: ["channel"],
    where: {
      userId,
      createdAt: { gt: new Date(now.getTime() - dayMs) },
      alertIds: { isEmpty: false },
    },
    _count: true,
  });
  return Math.max(0, ...byChannel.map(({ _count }) => _count));
}

async function readItems(
  tx: TransactionClient,
  notices: readonly AlertNotice[],
  baseUrl: string,
): Promise<AlertItem[]> {
  const byAlert = Map.groupBy(notices, ({ alertId }) => alertId);
  const rows = await tx.alert.findMany({
    where: { id: { in: [...byAlert.keys()] } },
    orderBy: { id: "asc" },
  });
  const named = await nameAlerts(tx, rows);
  return named.map(({ row, formName, pipelineName, words }) => {
    const whats = (byAlert.get(row.id) ?? []).map(({ what }) => what);
    const state = stateOf(whats, row.settledAt !== null);
    return {
      id: row.id,
      kind: alertKindSchema.parse(row.kind),
      state,
      formId: row.formId,
      formName,
      pipelineId: row.pipelineId,
      pipelineName,
      sentence: sentenceOf(state, words),
      advice: words.advice,
      count: row.count,
      startedAt: row.startedAt.toISOString(),
      url: `${baseUrl}/pipelines/${row.pipelineId}`,
    };
  });
}

/** What waited through the night may be over by the morning. */
function stateOf(whats: readonly string[], isOver: boolean): AlertItem["state"] {
  const isNews = whats.includes("raised") || whats.includes("still");
  if (isOver) return isNews ? "passed" : "over";
  return whats.includes("raised") ? "raised" : "still";
}

/** Writes the messages of one content, to be sent at once. */
export async function writeMessages(
  tx: TransactionClient | PrismaClient,
  message: {
    readonly userId: string;
    readonly channels: readonly AlertChannel[];
    readonly content: AlertContent;
    readonly now: Date;
  },
): Promise<readonly string[]> {
  const { userId, channels, content, now } = message;
  const alertIds = content.items.map(({ id }) => id);
  const rows = channels.map((channel) => ({ id: newId(), channel }));
  await tx.alertMessage.createMany({
    data: rows.map((row) => ({
      ...row,
      userId,
      alertIds,
      content: asJson(content),
      dueAt: now,
      createdAt: now,
    })),
  });
  return rows.map(({ id }) => id);
}
