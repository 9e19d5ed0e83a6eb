import type { AlertRule } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import type { Trouble } from "./alert-facts.ts";
import { alertFactsSchema } from "./alert-facts.ts";
import { readRecipients } from "./alert-rules.ts";

/** What goes on is told again after so long, in ms. */
const remindAfterMs = 86_400_000;
/** What comes back within so long after it was over is the same trouble, and is told at most once in that time. */
const sameWithinMs = 3_600_000;

/** Within one transaction, at one moment. */
export interface Moment {
  readonly tx: TransactionClient;
  readonly now: Date;
}

/**
 * Notes that something goes wrong: a new alert with its notices, or more of the one that is open. One that
 * was over for less than an hour opens again, and people are not told twice within that hour.
 */
export async function raiseAlert(at: Moment, trouble: Trouble, rule: AlertRule): Promise<void> {
  const { tx, now } = at;
  const { groupKey, facts, count, lastAt } = trouble;
  const latest = await tx.alert.findFirst({
    where: { groupKey },
    orderBy: [{ settledAt: { sort: "desc", nulls: "first" } }, { id: "desc" }],
  });
  if (latest !== null && isKnown(latest, trouble)) return;
  const data = { facts: asJson(facts), lastAt };
  if (latest?.settledAt === null) {
    await tx.alert.update({ where: { id: latest.id }, data: { ...data, count } });
    if (isOlder(latest.toldAt, now, remindAfterMs)) await tell(at, latest, { what: "still", rule });
    return;
  }
  if (latest?.settledAt != null && !isOlder(latest.settledAt, now, sameWithinMs)) {
    const opened = { ...data, count, settledAt: null };
    await tx.alert.update({ where: { id: latest.id }, data: opened });
    if (isOlder(latest.toldAt, now, sameWithinMs)) await tell(at, latest, { what: "raised", rule });
    return;
  }
  const { kind, formId, pipelineId } = trouble;
  const alert = await tx.alert.create({
    data: { id: newId(), groupKey, kind, formId, pipelineId, count, startedAt: now, ...data },
  });
  await tell(at, alert, { what: "raised", rule });
}

/** Notes that it is over. People who were told of it are told so too, once. */
export async function settleAlert(at: Moment, alert: Alert, rule: AlertRule): Promise<void> {
  const { tx, now } = at;
  await tx.alert.update({ where: { id: alert.id }, data: { settledAt: now } });
  const wasTold = alert.toldAt !== null && (alert.toldOverAt ?? new Date(0)) < alert.toldAt;
  if (wasTold) await tell(at, alert, { what: "over", rule });
}

/** Alerts that are open. */
export function openAlerts(tx: TransactionClient, kinds: readonly string[]): Promise<Alert[]> {
  return tx.alert.findMany({ where: { settledAt: null, kind: { in: [...kinds] } } });
}

/** Failures are read more than once, so that none is overlooked: those that were told of are no news. */
function isKnown(alert: Alert, { facts }: Trouble): boolean {
  const known = alertFactsSchema.safeParse(alert.facts);
  const before = known.success ? known.data.failure?.lastId : undefined;
  return before !== undefined && facts.failure !== undefined && facts.failure.lastId <= before;
}

const isOlder = (time: Date | null, now: Date, ms: number): boolean =>
  time === null || now.getTime() - time.getTime() >= ms;

async function tell(
  { tx, now }: Moment,
  alert: Pick<Alert, "id" | "formId">,
  { what, rule }: { readonly what: "raised" | "still" | "over"; readonly rule: AlertRule },
): Promise<void> {
  const people = await readRecipients(tx, alert.formId, rule);
  await tx.alertNotice.createMany({
    data: people.map((userId) => ({ id: newId(), alertId: alert.id, userId, what, at: now })),
  });
  const told = what === "over" ? { toldOverAt: now } : { toldAt: now };
  await tx.alert.update({ where: { id: alert.id }, data: told });
}
