import type { Answers } from "../events/form-event.ts";
import type { FieldKind } from "./field-kind.ts";
import type { Field } from "./fields.ts";

const person = { first: "Ada", last: "Example" } as const;

/** Words in a label that say more than the kind does, and what a person would answer then. */
const byLabel: readonly (readonly [RegExp, string])[] = [
  [/\b(first|given)\s*name|vorname|prénom/i, person.first],
  [/\b(last|family|sur)\s*-?name|nachname|nom de famille/i, person.last],
  [/company|organi[sz]ation|firma|entreprise/i, "Example Ltd"],
  [/\b(street|address|adresse|anschrift)\b/i, "12 Sample Street"],
  [/\b(city|town|ort|stadt|ville)\b/i, "Sampleton"],
  [/\b(post\s*code|zip|plz)\b/i, "12345"],
  [/country|land|pays/i, "United Kingdom"],
  [/subject|betreff|sujet|topic/i, "A question"],
  [/name/i, `${person.first} ${person.last}`],
];

const inventors: Readonly<Record<FieldKind, (field: Field, today: string) => unknown>> = {
  text: (field) =>
    fitText(byLabel.find(([word]) => word.test(field.label))?.[1] ?? "Some text", field),
  long_text: (field) => fitText("Hello, this is a made-up answer.\nIt has two lines.", field),
  email: () => "ada@example.org",
  number: inventNumber,
  choice: (field) => field.options?.[0]?.id,
  choices: (field) => field.options?.slice(0, 2).map((option) => option.id),
  date: (_field, today) => today,
  time: () => "10:30",
  phone: () => "+44 20 7946 0958",
  url: () => "https://example.org",
  boolean: () => true,
  rating: (field) => Math.max(field.min ?? 1, Math.ceil((field.max ?? 5) * 0.8)),
  // Only the server stores files, so nobody can make one up.
  file: () => undefined,
  hidden: (field) => field.defaultValue ?? "made-up",
  heading: () => undefined,
};

/**
 * Plausible answers to a form's questions, the same each time, for trying an automation without a real
 * response. They pass `validateAnswers`, but for files, which are left out.
 *
 * @param today The day that dates are of, as `2026-04-30`.
 */
export function inventAnswers(fields: readonly Field[], today: string): Answers {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const answer = inventors[field.kind](field, today);
      return answer === undefined ? [] : [[field.id, answer] as const];
    }),
  );
}

function fitText(text: string, { maxLength }: Field): string {
  return maxLength === undefined ? text : text.slice(0, maxLength);
}

function inventNumber({ min, max }: Field): number {
  const wanted = 42;
  if (min !== undefined && wanted < min) return min;
  return max !== undefined && wanted > max ? max : wanted;
}
