import type { FieldKind } from "./field-kind.ts";

/** What a question of each kind gives, to stand within a sentence. */
export const fieldKindWords: Readonly<Record<FieldKind, string>> = {
  text: "a text",
  long_text: "a long text",
  email: "an email address",
  number: "a number",
  choice: "a choice",
  choices: "several choices",
  date: "a date",
  time: "a time",
  phone: "a phone number",
  url: "a link",
  boolean: "yes or no",
  rating: "a rating",
  file: "a file",
  hidden: "a hidden value",
  heading: "nothing",
};
