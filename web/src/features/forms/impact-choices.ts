import type { Impact } from "@formloom/shared/api";
import { closestFields, type Field } from "@formloom/shared/form";
import type { Mend } from "./use-questions.ts";

/** A question whose change breaks something, with everything that uses it. */
export interface ImpactOfQuestion {
  readonly field: Field;
  readonly reason: Impact["reason"];
  readonly entries: readonly Impact[];
  readonly lostOptions: readonly string[];
  /** Whether a draft is among what breaks: only drafts can be mended here. */
  readonly inDraft: boolean;
}

/** The list of what breaks, question by question, in the order of the form. */
export function impactByQuestion(
  impact: readonly Impact[],
  before: readonly Field[],
): ImpactOfQuestion[] {
  return before.flatMap((field) => {
    const entries = impact.filter((entry) => entry.fieldId === field.id);
    const [first] = entries;
    if (first === undefined) return [];
    return [
      {
        field,
        reason: first.reason,
        entries,
        lostOptions: [...new Set(entries.flatMap((entry) => entry.lostOptions))],
        inDraft: entries.some((entry) => entry.inDraft),
      },
    ];
  });
}

/** Questions that may take another's place: of the same kind first, then the most alike. */
export function replacementsFor(field: Field, after: readonly Field[]): Field[] {
  const others = after.filter((other) => other.id !== field.id);
  return closestFields(field.label, others, [field.kind]);
}

/** How the choice for a lost option is called among the choices. */
export function optionKey(fieldId: string, option: string): string {
  return `${fieldId} ${option}`;
}

/** What was chosen, as the server takes it. */
export function mendOf(
  questions: readonly ImpactOfQuestion[],
  choices: ReadonlyMap<string, string>,
): Mend {
  const replacements: Record<string, string> = {};
  const optionReplacements: Record<string, Record<string, string>> = {};
  for (const { field, reason, lostOptions } of questions) {
    const chosen = choices.get(field.id);
    if (reason !== "options" && chosen !== undefined) replacements[field.id] = chosen;
    const options = lostOptions.flatMap((option) => {
      const instead = choices.get(optionKey(field.id, option));
      return instead === undefined ? [] : [[option, instead] as const];
    });
    if (options.length > 0) optionReplacements[field.id] = Object.fromEntries(options);
  }
  return { replacements, optionReplacements };
}
