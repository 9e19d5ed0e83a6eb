import { formPageSchema, type FormView } from "@formloom/shared/api";
import { fieldsSchema, type Field } from "@formloom/shared/form";
import { formRight } from "../accounts/access.ts";
import type { Form } from "../db/generated/client.ts";
import type { Caller } from "../http/call.ts";
import type { FormDeps } from "./form-deps.ts";

type PresentDeps = Pick<FormDeps, "prisma" | "baseUrl" | "retentionDays">;

/** The fields as stored: they went in through the same schema. */
export function storedFields(form: Pick<Form, "fields">): Field[] {
  return fieldsSchema.parse(form.fields);
}

/** Presents forms together, so that the counts take one query each. */
export async function presentForms(
  deps: PresentDeps,
  caller: Pick<Caller, "id" | "role">,
  forms: readonly Form[],
): Promise<FormView[]> {
  const formId = { in: forms.map((form) => form.id) };
  const [responses, pipelines, shares] = await Promise.all([
    deps.prisma.formResponse.groupBy({ by: ["formId"], where: { formId }, _count: true }),
    deps.prisma.pluginConfig.groupBy({
      by: ["formId"],
      where: { formId, deletedAt: null },
      _count: true,
    }),
    deps.prisma.formShare.findMany({ where: { formId } }),
  ]);
  const countOf = (rows: { formId: string; _count: number }[], id: string): number =>
    rows.find((row) => row.formId === id)?._count ?? 0;
  return forms.map((form) => {
    // Whoever sees the form in a list may at least read it.
    const mayEdit = formRight(caller, { ownerId: form.ownerId, shared: true }) === "write";
    const readers = shares.filter((share) => share.formId === form.id).map(({ userId }) => userId);
    return {
      ...presentOwn(form, deps),
      responseCount: countOf(responses, form.id),
      pipelineCount: countOf(pipelines, form.id),
      mayEdit,
      // Who else may read it is nobody's business but of those who decide it.
      ...(mayEdit ? { sharedWith: readers } : {}),
    };
  });
}

export async function presentForm(
  deps: PresentDeps,
  caller: Pick<Caller, "id" | "role">,
  form: Form,
): Promise<FormView> {
  const [view] = await presentForms(deps, caller, [form]);
  if (view === undefined) throw new Error("Expected one form to be presented as one.");
  return view;
}

function presentOwn(form: Form, { baseUrl, retentionDays }: PresentDeps) {
  const { id, slug, name, description, ownerId, timeZone, open, version } = form;
  return {
    id,
    slug,
    name,
    description,
    ownerId,
    fields: storedFields(form),
    page: formPageSchema.parse(form.page),
    timeZone,
    open,
    retentionDays: form.retentionDays,
    defaultRetentionDays: retentionDays,
    version,
    createdAt: form.createdAt.toISOString(),
    updatedAt: form.updatedAt.toISOString(),
    publicUrl: `${baseUrl}/f/${slug}`,
  };
}
