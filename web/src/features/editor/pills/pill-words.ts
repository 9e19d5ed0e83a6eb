import { templatePieces, type Pill } from "@formloom/shared/values";
import type { FieldKind } from "@formloom/shared/form";
import { allValues, type UsableGroup, type UsableValue } from "../../../plugins/value-labels.ts";
import { emptyRuleOf, emptyRuleWords } from "./pill-rules.ts";

/** What the editor shows of one pill. */
export interface PillWords {
  readonly pill: Pick<Pill, "path" | "filters">;
  readonly source: "answers" | "steps" | "about" | "broken";
  /** For the pill itself, which cuts off what is long. */
  readonly label: string;
  /** Where the value comes from, in whole words, such as "Answers › Your e-mail". */
  readonly trail: string;
  /** For those who do not see it: "answer: Email, if empty: fail". */
  readonly name: string;
  /** Undefined where nobody declared one. */
  readonly kind: FieldKind | undefined;
  readonly value: UsableValue | null;
}

const sourceNames = {
  answers: "answer",
  steps: "result of an earlier step",
  about: "about this response",
  broken: "missing value",
} as const;

/** Values that a template may use though the list does not offer them. */
const unlisted: ReadonlyMap<string, string> = new Map([
  ["answers", "All answers"],
  ["previous", "The earlier answers"],
  ["previous.answers", "The earlier answers"],
  ["changes", "What changed"],
  ["form.id", "Id of the form"],
  ["event.id", "Id of the event"],
  ["event.type", "What happened"],
]);

/** How a pill written like this is shown where these values can be used. */
export function pillWords(source: string, groups: readonly UsableGroup[]): PillWords {
  const pill = readPill(source);
  const found = findValue(pill.path, groups);
  const rule = emptyRuleOf(pill);
  const suffix = rule.rule === "blank" ? "" : `, if empty: ${emptyRuleWords(rule)}`;
  if (found === null) return unlistedWords(pill, suffix);
  const { group, value, rest } = found;
  const whole = rest === "" ? value.label : `${value.label} › ${rest}`;
  return {
    pill,
    source: group.source,
    label: whole,
    trail: `${group.title} › ${whole}`,
    name: `${sourceNames[group.source]}: ${whole}${suffix}`,
    kind: rest === "" ? value.kind : undefined,
    value: rest === "" ? value : null,
  };
}

/** The pill of a source; a broken one has the whole as its path. */
export function readPill(source: string): Pick<Pill, "path" | "filters"> {
  const [piece] = templatePieces(source);
  return piece?.kind === "pill" ? piece.pill : { path: source, filters: [] };
}

/** Values that resemble what a broken pill asked for, the closest first. */
export function nearestValues(
  path: string,
  groups: readonly UsableGroup[],
  most = 3,
): readonly UsableValue[] {
  const wanted = path.split(".").at(-1) ?? "";
  return allValues(groups)
    .map((value) => ({ value, score: likeness(wanted, value) }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, most)
    .map(({ value }) => value);
}

function unlistedWords(pill: PillWords["pill"], suffix: string): PillWords {
  const known = unlisted.get(pill.path);
  const source = known === undefined ? "broken" : "about";
  const label = known ?? pill.path.replace(/^(previous\.)?answers\./, "");
  return {
    pill,
    source,
    label,
    trail: known === undefined ? `“${pill.path}” does not exist (any more)` : known,
    name: `${sourceNames[source]}: ${label}${suffix}`,
    kind: undefined,
    value: null,
  };
}

/** The value at a path, or the one that it is a part of: `steps.n1.body.id` is within `steps.n1.body`. */
function findValue(path: string, groups: readonly UsableGroup[]) {
  for (const group of groups) {
    for (const value of group.values) {
      if (value.path === path) return { group, value, rest: "" };
      if (path.startsWith(`${value.path}.`)) {
        return { group, value, rest: path.slice(value.path.length + 1) };
      }
    }
  }
  return null;
}

/** Shared pairs of letters, 0 to 1, of an id with a value's id or label; Dice's coefficient. */
function likeness(wanted: string, value: UsableValue): number {
  const id = value.path.split(".").at(-1) ?? "";
  return Math.max(dice(wanted, id), dice(wanted, value.label));
}

function dice(one: string, other: string): number {
  const [first, second] = [pairsOf(one), pairsOf(other)];
  if (first.length === 0 || second.length === 0) return 0;
  const shared = first.filter((pair) => second.includes(pair)).length;
  return (2 * shared) / (first.length + second.length);
}

function pairsOf(text: string): string[] {
  const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return Array.from({ length: Math.max(letters.length - 1, 0) }, (_, at) =>
    letters.slice(at, at + 2),
  );
}
