import {
  alertRuleSchema,
  alertSettingsSchema,
  type AlertRule,
  type AlertSettings,
} from "@formloom/shared/api";
import type { PrismaClient, TransactionClient } from "../db/client.ts";

type Client = PrismaClient | TransactionClient;

/** The rules of pipelines; where none was ever set, the defaults. */
export async function readRules(
  client: Client,
  pipelineIds: readonly string[],
): Promise<ReadonlyMap<string, AlertRule>> {
  const rows = await client.alertRule.findMany({ where: { pipelineId: { in: [...pipelineIds] } } });
  const known = new Map(rows.map(({ pipelineId, rule }) => [pipelineId, rule]));
  return new Map(pipelineIds.map((id) => [id, alertRuleSchema.parse(known.get(id) ?? {})]));
}

export async function readRule(client: Client, pipelineId: string): Promise<AlertRule> {
  const rules = await readRules(client, [pipelineId]);
  return rules.get(pipelineId) ?? alertRuleSchema.parse({});
}

/** How a person is told; where they never chose, by email at once. */
export async function readSettings(client: Client, userId: string): Promise<AlertSettings> {
  const row = await client.alertSettings.findUnique({ where: { userId } });
  return alertSettingsSchema.parse(row?.settings ?? {});
}

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly isOwner: boolean;
}

/** Everybody who may be told of a form: its owner first, those it is shared with, admins. */
export async function readCandidates(
  client: Client,
  formId: string,
): Promise<readonly Candidate[]> {
  const form = await client.form.findUnique({
    where: { id: formId },
    select: { ownerId: true, shares: { select: { userId: true } } },
  });
  if (form === null) return [];
  const ids = [form.ownerId, ...form.shares.map(({ userId }) => userId)];
  const people = await client.user.findMany({
    where: { disabledAt: null, OR: [{ id: { in: ids } }, { role: "admin" }] },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  return people
    .map(({ id, name }) => ({ id, name, isOwner: id === form.ownerId }))
    .toSorted((a, b) => Number(b.isOwner) - Number(a.isOwner));
}

/** Whom an alert of the form goes to: those named who may still see it, else its owner. */
export async function readRecipients(
  client: Client,
  formId: string,
  rule: Pick<AlertRule, "people">,
): Promise<readonly string[]> {
  const candidates = await readCandidates(client, formId);
  const { people } = rule;
  const named = candidates.filter(({ id }) => people?.includes(id) ?? false);
  const told = named.length > 0 ? named : candidates.filter(({ isOwner }) => isOwner);
  return told.map(({ id }) => id);
}
