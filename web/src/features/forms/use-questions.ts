import { impactSchema, updateForm, type FormView, type Impact } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError, hasCode } from "../../effects/api-error.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";
import { counted } from "../../ui/counted.ts";
import { showDone } from "../../ui/toast.tsx";
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
  // Ids of deleted questions, as far as the server named them: what is new gets others.
  const [retired, setRetired] = useState<ReadonlySet<string>>(new Set());
  const [impact, setImpact] = useState<readonly Impact[] | null>(null);
  const save = useMutation({
    mutationFn: (mend: Mend | null) =>
      saveFields(form.id, { version: base.version, drafts, mend, retired, onRetired: setRetired }),
    onError: (error) => setImpact(impactOf(error)),
    onSuccess: ({ form: saved, impact: left }, mend) => {
      setImpact(null);
      const fresh = { version: saved.version, drafts: toDrafts(saved.fields) };
      setBase(fresh);
      setDrafts(fresh.drafts);
      queryClient.setQueryData(formQuery(form.id).queryKey, saved);
      if (mend !== null) showDone(savedWords(left));
    },
  });
  return {
    drafts,
    setDrafts,
    dirty,
    save,
    /** What saving would break; null when nothing is asked. */
    impact,
    closeImpact: () => {
      setImpact(null);
      save.reset();
    },
    /** What would be saved. */
    fields: toFields(drafts, retired),
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
  /** Null: nothing was decided about what breaks. */
  readonly mend: Mend | null;
  /** Ids that deleted questions had; the server names them. */
  readonly retired: ReadonlySet<string>;
  readonly onRetired: (ids: ReadonlySet<string>) => void;
}

/** What takes the place of what in drafts, by id; nothing for what its owner leaves broken. */
export interface Mend {
  readonly replacements: Readonly<Record<string, string>>;
  readonly optionReplacements: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function savedWords(impact: readonly Impact[]): string {
  const broken = impact.filter((entry) => entry.inDraft).length;
  if (broken > 0) return `Saved. ${counted(broken, "step")} still to mend.`;
  return "Saved, and the drafts are mended. Publish them to make it live.";
}

async function saveFields(formId: string, options: SaveOptions) {
  const fields = toFields(options.drafts, options.retired);
  try {
    return await callRoute(updateForm, {
      params: { formId },
      query: options.mend === null ? {} : { accept: "impact" },
      body: { fields, ...options.mend },
      ifMatch: options.version,
    });
  } catch (error) {
    const found = retiredIds(error, fields).filter((id) => !options.retired.has(id));
    if (found.length === 0) throw error;
    const retired = new Set([...options.retired, ...found]);
    options.onRetired(retired);
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
