import { isDeepStrictEqual } from "node:util";
import { formPageSchema, type Impact, type RouteBody, type updateForm } from "@formloom/shared/api";
import type { FormEvent } from "@formloom/shared/events";
import { findImpact, type Field, type ImpactedGraph } from "@formloom/shared/form";
import { graphSchema } from "@formloom/shared/graph";
import { asJson, type Prisma, type TransactionClient } from "../db/client.ts";
import type { Form } from "../db/generated/client.ts";
import { isUniqueViolation } from "../db/unique-violation.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { slugTaken } from "./create-form.ts";
import type { FormDeps } from "./form-deps.ts";
import { storedFields } from "./present-form.ts";
import { readReplacements, replaceInDrafts } from "./replace-fields.ts";

interface FormChange {
  readonly formId: string;
  readonly userId: string;
  /** Null: whatever the version. */
  readonly version: number | null;
  readonly acceptImpact: boolean;
  readonly body: RouteBody<typeof updateForm>;
}

/**
 * Changes a form and writes `form.updated` in the same transaction. 409 `impact` with the list when
 * pipelines would break and nobody said that this is fine.
 */
export async function changeForm(
  deps: FormDeps,
  change: FormChange,
): Promise<{ readonly form: Form; readonly impact: Impact[] }> {
  const done = await deps.prisma
    .$transaction((tx) => writeChange(tx, deps, change))
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? slugTaken() : error;
    });
  deps.pipeline.forms.forget(change.formId);
  if (done.event !== null) deps.pipeline.events.announce(done.event);
  return done;
}

/** Locks a form's row for the rest of the transaction and checks the version that the caller read. */
export async function lockForm(
  tx: TransactionClient,
  formId: string,
  version: number | null = null,
): Promise<Form> {
  await tx.$queryRaw`SELECT "id" FROM "Form" WHERE "id" = ${formId}::uuid FOR UPDATE`;
  const form = await tx.form.findFirst({ where: { id: formId, deletedAt: null } });
  if (form === null) throw notFound();
  if (version !== null && version !== form.version) throw stale();
  return form;
}

export function stale(): Refusal {
  return new Refusal("stale", "Somebody changed this meanwhile: read it again, then change it.");
}

async function writeChange(tx: TransactionClient, deps: FormDeps, change: FormChange) {
  const { body } = change;
  const before = await lockForm(tx, change.formId, change.version);
  const data = changedColumns(before, body);
  const impact = await mendDrafts(tx, deps, { change, before });
  if (body.sharedWith !== undefined) await share(tx, before, body.sharedWith);
  const changes = Object.keys(data);
  if (changes.length === 0) return { form: before, impact, event: null };
  const form = await tx.form.update({
    where: { id: before.id },
    data: {
      ...data,
      ...(body.fields === undefined ? {} : { retiredFieldIds: retired(before, body.fields) }),
      version: { increment: 1 },
      revision: { increment: 1 },
    },
  });
  const event: FormEvent = await deps.pipeline.events.record(tx, {
    formId: form.id,
    responseId: null,
    type: "form.updated",
    payload: { changes },
  });
  const subject = { subjectType: "form", subjectId: form.id };
  await deps.audit.record(
    { userId: change.userId, action: "form.changed", ...subject, detail: { changes } },
    tx,
  );
  return { form, impact, event };
}

/**
 * Says what the change of fields breaks, unless it was accepted; then puts replacements into the
 * drafts. Gives back what is broken still.
 */
async function mendDrafts(
  tx: TransactionClient,
  deps: FormDeps,
  { change, before }: { readonly change: FormChange; readonly before: Form },
): Promise<Impact[]> {
  const { fields } = change.body;
  const old = storedFields(before);
  const replacements = readReplacements(old, change.body);
  if (fields === undefined) return [];
  checkFieldIds(before, old, fields);
  const nodeTypes = new Map(deps.nodeTypes.map((type) => [type.id, type]));
  const find = async (): Promise<Impact[]> =>
    findImpact(old, fields, await graphsOf(tx, before.id), nodeTypes);
  const impact = await find();
  if (impact.length === 0) return impact;
  if (!change.acceptImpact) {
    throw new Refusal("impact", "Pipelines use what this change takes away.", {
      details: { impact },
    });
  }
  await replaceInDrafts(tx, deps, { formId: before.id, userId: change.userId, replacements });
  return find();
}

/** Only what becomes something else: a change to the same is none. */
function changedColumns(before: Form, body: RouteBody<typeof updateForm>): Prisma.FormUpdateInput {
  const { name, slug, description, timeZone, open, retentionDays } = body;
  const page = body.page && {
    ...formPageSchema.parse(before.page),
    ...withoutUndefined(body.page),
  };
  const own = { name, slug, description, timeZone, open, retentionDays };
  const wanted = { ...own, page, fields: body.fields };
  const entries = Object.entries(wanted).filter(
    ([key, value]) => value !== undefined && !isDeepStrictEqual(value, present(before, key)),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, asJson(value)]));
}

function present(before: Form, key: string): unknown {
  if (key === "fields") return storedFields(before);
  return Object.entries(before).find(([name]) => name === key)?.[1];
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

/** The id of a deleted question is never given again: 422 `field_retired`. */
function checkFieldIds(before: Form, old: readonly Field[], fields: readonly Field[]): void {
  const errors = fields.flatMap((field, index) =>
    before.retiredFieldIds.includes(field.id) && !old.some(({ id }) => id === field.id)
      ? [{ path: `fields.${index}.id`, code: "field_retired", message: "Choose another id." }]
      : [],
  );
  if (errors.length === 0) return;
  throw new Refusal("field_retired", "The id of a deleted question cannot be used again.", {
    errors,
  });
}

/** Drafts and live versions of a form's pipelines. */
async function graphsOf(tx: TransactionClient, formId: string): Promise<ImpactedGraph[]> {
  const pipelines = await tx.pluginConfig.findMany({
    where: { formId, deletedAt: null },
    include: {
      versions: {
        where: { number: { not: null } },
        orderBy: { number: "desc" },
        select: { number: true, graph: true },
      },
    },
  });
  return pipelines.flatMap(({ id, name, graph, liveVersion, versions }) => {
    const live = versions.filter((version) => version.number === liveVersion);
    const place = { pipelineId: id, pipelineName: name };
    return [
      { ...place, where: "draft" as const, graph: graphSchema.parse(graph) },
      ...live.map((version) => ({
        ...place,
        where: "live" as const,
        graph: graphSchema.parse(version.graph),
      })),
    ];
  });
}

function retired(before: Form, fields: readonly Field[]): string[] {
  const kept = new Set(fields.map((field) => field.id));
  const gone = storedFields(before).flatMap(({ id }) => (kept.has(id) ? [] : [id]));
  return [...new Set([...before.retiredFieldIds, ...gone])];
}

/** Replaces the readers of a form; ids of nobody are left out, so that none can be probed for. */
async function share(tx: TransactionClient, form: Form, userIds: readonly string[]): Promise<void> {
  const people = await tx.user.findMany({
    where: { id: { in: [...userIds], not: form.ownerId } },
    select: { id: true },
  });
  await tx.formShare.deleteMany({ where: { formId: form.id } });
  await tx.formShare.createMany({
    data: people.map(({ id }) => ({ formId: form.id, userId: id })),
  });
}
