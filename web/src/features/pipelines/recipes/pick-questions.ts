import type { Field, FieldKind } from "@formloom/shared/form";

/** Words in labels and ids, English and German, that tell what a question is about. */
const words = {
  email: /e[\s-]?mail|mail[\s-]?adress/i,
  name: /\bname\b|vorname|first[\s_-]?name|ansprechpartner/i,
  amount: /budget|amount|price|value|cost|betrag|preis|summe|umsatz|volumen|kosten|höhe/i,
  score: /satisf|rating|score|stars?\b|recommend|zufrieden|bewert|sterne|empfehl|\bnps\b|note\b/i,
  topic:
    /department|topic|subject|about|reason|category|team|abteil|thema|anliegen|betreff|bereich|kategorie|grund|worum/i,
} as const;

/** Questions that ask for an email address, the likeliest first; by their label where no kind says so. */
export function emailQuestions(fields: readonly Field[]): readonly Field[] {
  const declared = ofKind(fields, ["email"]);
  if (declared.length > 0) return declared;
  return ofKind(fields, ["text"]).filter((field) => speaksOf(field, words.email));
}

/** The question to greet people by; their first name rather than their last. */
export function nameQuestion(fields: readonly Field[]): Field | undefined {
  const named = ofKind(fields, ["text"]).filter((field) => speaksOf(field, words.name));
  return named.find((field) => speaksOf(field, /vorname|first/i)) ?? named[0];
}

/** Questions that give a number to compare, amounts of money first. */
export function amountQuestions(fields: readonly Field[]): readonly Field[] {
  return preferred(ofKind(fields, ["number"]), words.amount);
}

/** Questions that people rate by; numbers that look like a score where nothing is rated. */
export function scoreQuestions(fields: readonly Field[]): readonly Field[] {
  const ratings = preferred(ofKind(fields, ["rating"]), words.score);
  if (ratings.length > 0) return ratings;
  return ofKind(fields, ["number"]).filter((field) => speaksOf(field, words.score));
}

/** Questions with options to sort by, topics and departments first. */
export function topicQuestions(fields: readonly Field[]): readonly Field[] {
  const sortable = ofKind(fields, ["choice", "choices"]).filter(
    (field) => sortableOptions(field).length > 0,
  );
  return preferred(sortable, words.topic);
}

/** Options that a condition can name: an id that reads as a value to fill in can't be compared with. */
export function sortableOptions(field: Field): readonly { id: string; label: string }[] {
  return (field.options ?? []).filter(({ id }) => id.trim() !== "" && !id.includes("{{"));
}

function ofKind(fields: readonly Field[], kinds: readonly FieldKind[]): readonly Field[] {
  return fields.filter(({ kind }) => kinds.includes(kind));
}

function speaksOf({ label, id }: Field, about: RegExp): boolean {
  return about.test(label) || about.test(id.replaceAll("_", " "));
}

function preferred(fields: readonly Field[], about: RegExp): readonly Field[] {
  const rank = (field: Field) => (speaksOf(field, about) ? 0 : 1);
  return fields.toSorted((one, other) => rank(one) - rank(other));
}
