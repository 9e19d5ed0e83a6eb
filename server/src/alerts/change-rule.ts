import type { RouteBody, updateAlertRule } from "@formloom/shared/api";
import { sameJson } from "@formloom/shared/kernel";
import type { Audit } from "../accounts/audit.ts";
import { asJson, type PrismaClient } from "../db/client.ts";
import { invalidValue, notFound } from "../http/refusal.ts";
import { readCandidates, readRule } from "./alert-rules.ts";

interface RuleChange {
  readonly userId: string;
  readonly pipelineId: string;
  readonly change: RouteBody<typeof updateAlertRule>;
}

/** Changes what of a pipeline is worth an alert; 422 where somebody named may not see the form. */
export async function changeRule(
  deps: { readonly prisma: PrismaClient; readonly audit: Audit },
  { userId, pipelineId, change }: RuleChange,
): Promise<void> {
  await deps.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "PluginConfig" WHERE id = ${pipelineId}::uuid FOR UPDATE`;
    const pipeline = await tx.pluginConfig.findFirst({
      where: { id: pipelineId, deletedAt: null },
      select: { formId: true },
    });
    if (pipeline === null) throw notFound();
    const candidates = await readCandidates(tx, pipeline.formId);
    for (const [at, id] of (change.people ?? []).entries()) {
      if (candidates.some((candidate) => candidate.id === id)) continue;
      throw invalidValue(`people.${at}`, "foreign_person", "This person may not see the form.");
    }
    const before = await readRule(tx, pipelineId);
    const rule = { ...before, ...known(change) };
    // Only whole periods since it was said what is expected are judged.
    const expectedSince = sameJson(before.expected, rule.expected)
      ? {}
      : { expectedSince: new Date() };
    const data = { rule: asJson(rule), ...expectedSince };
    await tx.alertRule.upsert({
      where: { pipelineId },
      create: { pipelineId, ...data },
      update: data,
    });
    const subject = { subjectType: "pipeline", subjectId: pipelineId };
    await deps.audit.record({ userId, action: "alerts.changed", ...subject }, tx);
  });
}

/** What was given at all. */
export function known<Values extends object>(values: Values): Partial<Values> {
  // Entries of an object make an object of the same type, with some of them.
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Values>;
}
