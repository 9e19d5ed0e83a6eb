import type { Field, FieldKind } from "@formloom/shared/form";

/** A question as it is being edited. Its id is given when it is first saved. */
export interface DraftField {
  /** Stable while the page is open; tells React and the focus what is what. */
  readonly key: string;
  /** Absent until it was saved once. */
  readonly id?: string;
  readonly field: Omit<Field, "id">;
}

export type FieldChange = Partial<Omit<Field, "id" | "kind">>;

/** A change as controls make it: undefined takes a property away. */
export type DraftChange = { readonly [K in keyof FieldChange]: FieldChange[K] | undefined };

export function toDrafts(fields: readonly Field[]): readonly DraftField[] {
  return fields.map(({ id, ...field }) => ({ key: id, id, field }));
}

/** A new question at the end. */
export function addField(
  drafts: readonly DraftField[],
  { kind, label, key }: { readonly kind: FieldKind; readonly label: string; readonly key: string },
): readonly DraftField[] {
  const isChoice = kind === "choice" || kind === "choices";
  const options = [
    { id: "", label: "First option" },
    { id: "", label: "Second option" },
  ];
  return [
    ...drafts,
    { key, field: { kind, label, required: false, ...(isChoice ? { options } : {}) } },
  ];
}

/** Changes one question; a property that becomes undefined is taken out. */
export function changeField(
  drafts: readonly DraftField[],
  key: string,
  change: { readonly [K in keyof FieldChange]: FieldChange[K] | undefined },
): readonly DraftField[] {
  return drafts.map((draft) => {
    if (draft.key !== key) return draft;
    const merged: Record<string, unknown> = { ...draft.field, ...change };
    const kept = Object.entries(merged).filter(([, value]) => value !== undefined);
    // Only optional properties of a field can be undefined in `change`, so the rest is whole.
    return { ...draft, field: Object.fromEntries(kept) as unknown as DraftField["field"] };
  });
}

/** Moves a question by `by` places; what cannot move stays. */
export function moveField(
  drafts: readonly DraftField[],
  key: string,
  by: number,
): readonly DraftField[] {
  const from = drafts.findIndex((draft) => draft.key === key);
  const moved = drafts[from];
  const to = from + by;
  if (moved === undefined || to < 0 || to >= drafts.length) return drafts;
  return drafts.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/**
 * The fields to save. New questions and options get ids made of their labels, apart from those in
 * use and those in `retired`, which belonged to deleted questions.
 */
export function toFields(
  drafts: readonly DraftField[],
  retired: ReadonlySet<string> = new Set(),
): Field[] {
  const taken = new Set([...retired, ...drafts.flatMap(({ id }) => id ?? [])]);
  const keep = (id: string | undefined) => (id !== undefined && !retired.has(id) ? id : null);
  return drafts.map(({ id, field }) => ({
    ...field,
    id: keep(id) ?? claim(fieldIdOf(field.label), taken, 40),
    ...(field.options === undefined ? {} : { options: optionsWithIds(field.options) }),
  }));
}

function optionsWithIds(options: NonNullable<Field["options"]>): NonNullable<Field["options"]> {
  const taken = new Set(options.map((option) => option.id).filter((id) => id !== ""));
  return options.map(({ id, label }) => ({
    id: id === "" ? claim(slugOf(label, "option"), taken, 80) : id,
    label,
  }));
}

function claim(wanted: string, taken: Set<string>, maxLength: number): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) {
    const suffix = `_${number}`;
    id = `${wanted.slice(0, maxLength - suffix.length)}${suffix}`;
  }
  taken.add(id);
  return id;
}

/** "Your budget (€)" → `your_budget`; always a legal id. */
export function fieldIdOf(label: string): string {
  const slug = slugOf(label, "question").slice(0, 40).replace(/_+$/, "");
  return /^[a-z]/.test(slug) ? slug : `q_${slug}`.slice(0, 40);
}

function slugOf(label: string, fallback: string): string {
  const slug = label
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 60);
  return slug === "" ? fallback : slug;
}

/** Puts a removed question back, unless it is there again already. */
export function restoreField(
  drafts: readonly DraftField[],
  removed: DraftField,
  place: number,
): readonly DraftField[] {
  if (drafts.some(({ key }) => key === removed.key)) return drafts;
  return drafts.toSpliced(place, 0, removed);
}
