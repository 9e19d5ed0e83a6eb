/** Every kind of question a form can ask, in the order a picker shows them. */
export const fieldKinds = [
  "text",
  "long_text",
  "email",
  "number",
  "choice",
  "choices",
  "date",
  "time",
  "phone",
  "url",
  "boolean",
  "rating",
  "file",
  "hidden",
  "heading",
] as const;

/** The kind of a field. It decides what an answer may be and how conditions compare it. */
export type FieldKind = (typeof fieldKinds)[number];
