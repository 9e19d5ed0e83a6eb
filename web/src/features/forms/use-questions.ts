import { impactSchema, updateForm, type FormView, type Impact } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError, hasCode } from "../../effects/api-error.ts";
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
    const found = retiredIds(error, fields).filter((id) => !options.retired.has(id));
    if (found.length === 0) throw error;
    const retired = new Set([...options.retired, ...found]);
    return await saveFields(formId, { ...options, retired });
  }
}

/** The new questions' ids that belonged to deleted ones, by error paths such as `fields.3.id`. */
function retiredIds(error: unknown, fields: readonly Pick<Field, "id">[]): readonly string[] {
  const entries = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return entries.flatMap(({ code, path }) => {
    const index = /^fields\.(\d+)/.exec(path)?.[1];
    if (code !== "field_retired" || index === undefined) return [];
    return fields[Number(index)]?.id ?? [];
  });
}

/** What saving would break; null when that was not the answer. */
function impactOf(error: unknown): readonly Impact[] | null {
  if (!hasCode(error, "impact")) return null;
  return impactBodySchema.safeParse(error.body).data?.impact ?? [];
}
