import { impactSchema, updateForm, type FormView, type Impact } from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { callRoute } from "../../effects/api-client.ts";
import { hasCode, type ApiError } from "../../effects/api-error.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";
import { toDrafts, toFields, type DraftField } from "./field-edits.ts";

const impactBodySchema = z.object({ impact: z.array(impactSchema) });

/** The questions of a form while they are edited, and how they are saved. */
export function useQuestions(form: FormView) {
  const [base, setBase] = useState({ version: form.version, drafts: toDrafts(form.fields) });
  const [drafts, setDrafts] = useState(base.drafts);
  const dirty = drafts !== base.drafts;
  if (form.version !== base.version && !dirty) {
    // Changed elsewhere while nothing is at stake here: take the newest.
    const fresh = { version: form.version, drafts: toDrafts(form.fields) };
    setBase(fresh);
    setDrafts(fresh.drafts);
  }
  const save = useMutation({
    mutationFn: ({ acceptImpact }: { acceptImpact: boolean }) =>
      saveFields(form.id, { version: base.version, drafts, acceptImpact, retired: new Set() }),
    onSuccess: ({ form: saved }) => {
      const fresh = { version: saved.version, drafts: toDrafts(saved.fields) };
      setBase(fresh);
      setDrafts(fresh.drafts);
      queryClient.setQueryData(formQuery(form.id).queryKey, saved);
    },
  });
  return {
    drafts,
    setDrafts,
    dirty,
    save,
    impact: impactOf(save.error),
    discard: () => setDrafts(base.drafts),
    reload: async () => {
      save.reset();
      setDrafts(base.drafts);
      await queryClient.invalidateQueries({ queryKey: formQuery(form.id).queryKey });
    },
  };
}

interface SaveOptions {
  readonly version: number;
  readonly drafts: readonly DraftField[];
  readonly acceptImpact: boolean;
  /** Ids that deleted questions had; the server names them. */
  readonly retired: ReadonlySet<string>;
}

async function saveFields(formId: string, options: SaveOptions) {
  const fields = toFields(options.drafts, options.retired);
  try {
    return await callRoute(updateForm, {
      params: { formId },
      query: options.acceptImpact ? { accept: "impact" } : {},
      body: { fields },
      ifMatch: options.version,
    });
  } catch (error) {
    if (!hasCode(error, "field_retired")) throw error;
    const found = retiredIds(error, fields);
    const isNew = found.some((id) => !options.retired.has(id));
    if (!isNew) throw error;
    return await saveFields(formId, {
      ...options,
      retired: new Set([...options.retired, ...found]),
    });
  }
}

/** The ids behind error paths such as `fields.3.id`. */
function retiredIds(
  error: ApiError,
  fields: readonly { readonly id: string }[],
): readonly string[] {
  return Object.keys(error.fieldErrors).flatMap((path) => {
    const index = /^fields\.(\d+)/.exec(path)?.[1];
    return (index === undefined ? undefined : fields[Number(index)]?.id) ?? [];
  });
}

/** What saving would break; null when that was not the answer. */
function impactOf(error: unknown): readonly Impact[] | null {
  if (!hasCode(error, "impact")) return null;
  return impactBodySchema.safeParse(error.body).data?.impact ?? [];
}
