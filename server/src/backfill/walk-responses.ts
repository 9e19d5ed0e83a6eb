import type { BackfillFilter } from "@formloom/shared/api";
import { fieldKindsByPath, type Field } from "@formloom/shared/form";
import type { Plan } from "@formloom/shared/graph";
import { conditionSchema, evaluateCondition, isRecord } from "@formloom/shared/values";
import { Prisma, type PrismaClient } from "../db/client.ts";
import type { TrialResponse } from "../trials/trial-event.ts";

/** Which responses are walked over, oldest first. */
export interface Walk {
  readonly form: {
    readonly id: string;
    readonly name: string;
    readonly timeZone: string;
    readonly fields: readonly Field[];
  };
  readonly pipelineId: string;
  readonly filter: BackfillFilter;
  /** The plan that they would start: its trigger has to let them pass too. */
  readonly plan: Plan;
  /** Newest id that is meant: what is submitted later starts runs of its own. */
  readonly upToId: string;
}

export interface WalkBatch {
  /** Those that fit. */
  readonly responses: readonly TrialResponse[];
  /** Where to go on; null: at the end. */
  readonly afterId: string | null;
}

/** Looks at the next `limit` responses after an id (null: from the first). Served by FormResponse_formId_id_idx. */
export async function readWalkBatch(
  prisma: PrismaClient,
  walk: Walk,
  { afterId, limit }: { readonly afterId: string | null; readonly limit: number },
): Promise<WalkBatch> {
  const { form, filter, upToId } = walk;
  const rows = await prisma.$queryRaw<TrialRow[]>`
    SELECT id, answers, "submittedAt", "editedAt" FROM "FormResponse" f
    WHERE "formId" = ${form.id}::uuid AND id <= ${upToId}::uuid
      ${afterId === null ? Prisma.empty : Prisma.sql`AND id > ${afterId}::uuid`}
      ${filter.from === undefined ? Prisma.empty : Prisma.sql`AND "submittedAt" >= ${new Date(filter.from)}`}
      ${filter.to === undefined ? Prisma.empty : Prisma.sql`AND "submittedAt" < ${new Date(filter.to)}`}
      ${filter.ids === undefined ? Prisma.empty : Prisma.sql`AND id = ANY(${filter.ids}::uuid[])`}
      ${filter.onlyWithoutRun ? withoutRun(walk.pipelineId) : Prisma.empty}
    ORDER BY id LIMIT ${limit}`;
  const fits = answersFit(walk);
  const responses = rows.map(toResponse).filter(fits);
  return { responses, afterId: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}

interface TrialRow {
  readonly id: string;
  readonly answers: unknown;
  readonly submittedAt: Date;
  readonly editedAt: Date | null;
}

const toResponse = ({ answers, ...row }: TrialRow): TrialResponse => ({
  ...row,
  answers: isRecord(answers) ? answers : {},
});

const withoutRun = (pipelineId: string) => Prisma.sql`
  AND NOT EXISTS (SELECT FROM "PluginRun" r WHERE r."responseId" = f.id
    AND r."pluginConfigId" = ${pipelineId}::uuid AND NOT r."isTest")
  AND NOT EXISTS (SELECT FROM "WorkDone" w WHERE w."responseId" = f.id
    AND w."pipelineId" = ${pipelineId}::uuid)`;

/** Whether the asked-for condition holds for answers, and the trigger's own. */
function answersFit({ filter, plan, form }: Walk): (response: TrialResponse) => boolean {
  const trigger = plan.filter === null ? null : conditionSchema.parse(plan.filter);
  const conditions = [filter.answers ?? null, trigger].filter((tree) => tree !== null);
  const kinds = { ...plan.kinds, ...fieldKindsByPath(form.fields) };
  const options = { kinds, timeZone: form.timeZone };
  return ({ answers, submittedAt }) => {
    const event = { type: "form.submitted", at: submittedAt.toISOString() };
    const scope = { answers, form: { id: form.id, name: form.name }, event };
    return conditions.every((tree) => evaluateCondition(tree, scope, options));
  };
}
