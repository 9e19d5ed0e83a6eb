import type { FieldKind } from "@formloom/shared/form";

/** Kinds of questions as people call them, with what each is good for. */
export const kindWords: Readonly<
  Record<FieldKind, { readonly name: string; readonly purpose: string }>
> = {
  text: { name: "Short text", purpose: "A line, such as a name" },
  long_text: { name: "Long text", purpose: "Several lines" },
  email: { name: "Email", purpose: "An address to write to" },
  number: { name: "Number", purpose: "An amount or a count" },
  choice: { name: "One choice", purpose: "One of several options" },
  choices: { name: "Several choices", purpose: "Any of several options" },
  date: { name: "Date", purpose: "A day" },
  time: { name: "Time", purpose: "A time of day" },
  phone: { name: "Phone", purpose: "A phone number" },
  url: { name: "Web address", purpose: "A link" },
  boolean: { name: "Yes or no", purpose: "A box to tick" },
  rating: { name: "Rating", purpose: "One to five, or more" },
  file: { name: "File", purpose: "An upload" },
  hidden: { name: "Hidden value", purpose: "Nobody sees it; the link fills it" },
  heading: { name: "Heading", purpose: "A title between questions" },
};
