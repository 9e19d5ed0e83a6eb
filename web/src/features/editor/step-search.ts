import type { FormEventType } from "@formloom/shared/events";
import type { NodeType } from "@formloom/shared/plugin";
import { eventWords } from "../../plugins/step-line.ts";

export interface StepChoice {
  readonly type: NodeType;
  /** Why it cannot be added here; null when it can. */
  readonly reason: string | null;
}

export interface StepGroup {
  readonly category: NodeType["category"];
  readonly title: string;
  readonly choices: readonly StepChoice[];
}

const titles: readonly (readonly [NodeType["category"], string])[] = [
  ["messages", "Messages"],
  ["data", "Data"],
  ["logic", "Logic"],
  ["waiting", "Waiting"],
  ["developer", "Developer"],
];

export interface StepSearch {
  readonly query: string;
  readonly events: readonly FormEventType[];
  /** Kinds of connections that the owner has. */
  readonly connected?: ReadonlySet<string>;
  /** Types of steps that the automation has already. */
  readonly used?: ReadonlySet<string>;
}

/**
 * The picker's entries that match the search, grouped in the picker's order; the best match first, and of
 * equal ones those that are used here already, then those whose service is connected.
 */
export function searchSteps(types: Iterable<NodeType>, options: StepSearch): StepGroup[] {
  const words = options.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...types]
    .filter((type) => type.role !== "trigger")
    .map((type) => ({ type, score: scoreOf(type, words) }))
    .filter((entry) => entry.score > 0)
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        familiarity(b.type, options) - familiarity(a.type, options) ||
        a.type.name.localeCompare(b.type.name),
    );
  return titles.flatMap(([category, title]) => {
    const choices = found
      .filter((entry) => entry.type.category === category)
      .map(({ type }) => ({ type, reason: reasonAgainst(type, options.events) }));
    return choices.length === 0 ? [] : [{ category, title, choices }];
  });
}

/** The entry that the arrow keys reach next; those that cannot be added are passed over. */
export function nextChoice(
  groups: readonly StepGroup[],
  current: string | null,
  by: 1 | -1,
): string | null {
  const ids = groups.flatMap((group) =>
    group.choices.filter((choice) => choice.reason === null).map((choice) => choice.type.id),
  );
  if (ids.length === 0) return null;
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[(at + by + ids.length) % ids.length] ?? null;
}

function reasonAgainst(type: NodeType, events: readonly FormEventType[]): string | null {
  const unserved = events.filter((event) => !type.triggers.includes(event));
  const [first] = unserved;
  if (first === undefined || unserved.length < events.length) return null;
  return `Does not work when ${eventWords[first]}`;
}

function familiarity(type: NodeType, { connected, used }: StepSearch): number {
  const isConnected = type.connection !== null && connected?.has(type.connection.kind) === true;
  return (used?.has(type.id) === true ? 2 : 0) + (isConnected ? 1 : 0);
}

/** 0 when a word is found nowhere; a name that begins with the search comes first. */
function scoreOf(type: NodeType, words: readonly string[]): number {
  const name = type.name.toLowerCase();
  let score = 1;
  for (const word of words) {
    if (name.startsWith(word)) score += 8;
    else if (name.includes(word)) score += 4;
    else if (`${type.id} ${type.category}`.includes(word)) score += 2;
    else if (type.description.toLowerCase().includes(word)) score += 1;
    else return 0;
  }
  return score;
}
