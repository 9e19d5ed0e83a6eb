import { assertNever } from "@formloom/shared/kernel";
import type { Field, FieldKind } from "@formloom/shared/form";
import type { Graph } from "@formloom/shared/graph";

/** What a recipe fills its graph from, before anybody is asked. */
export interface RecipeSource {
  readonly fields: readonly Field[];
  /** Where "mail me" goes. */
  readonly ownerEmail: string;
  /** Stored connections, of any kind. */
  readonly connections: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
  }[];
}

/** What was answered, by the name of the ask; always as text: ids, numbers and addresses alike. */
export type RecipeValues = Readonly<Record<string, string>>;

interface AskBase {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** What is chosen beforehand; empty when nothing can be guessed. */
  readonly suggested: string;
  /** Whether the automation can be made without an answer. */
  readonly optional: boolean;
}

/** Something that a recipe cannot know by itself. */
export type RecipeAsk = AskBase &
  (
    | { readonly kind: "question"; readonly questions: readonly Field[] }
    | { readonly kind: "number"; readonly min?: number; readonly max?: number }
    | { readonly kind: "address" | "web-address" | "text"; readonly placeholder?: string }
    | {
        readonly kind: "connection";
        /** The kind of connection, as node types name it. */
        readonly connectionKind: string;
        readonly choices: readonly { readonly id: string; readonly name: string }[];
      }
  );

/** Why a recipe does not fit a form, and what comes closest. */
export interface RecipeLack {
  readonly sentence: string;
  /** The kind of question that would make it fit. */
  readonly kind: FieldKind;
  /** Ids of recipes to offer instead, the closest first. */
  readonly instead: readonly string[];
}

/** A ready-made automation. All functions are pure and never throw, whatever the form is. */
export interface Recipe {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  /** Name of the icon, as node types have them. */
  readonly icon: string;
  /** Words that people search for and that stand nowhere on the card. */
  readonly keywords: string;
  /** The node types it needs; where one is not installed, the recipe is not offered. */
  readonly nodeTypes: readonly string[];
  /** Null when it fits the form. */
  readonly lack: (source: RecipeSource) => RecipeLack | null;
  /** Only what is missing; it may depend on what was answered so far. */
  readonly asks: (source: RecipeSource, values: RecipeValues) => readonly RecipeAsk[];
  /** The draft. Asks without an answer count as suggested. */
  readonly build: (source: RecipeSource, values: RecipeValues) => Graph;
}

/** Every ask's answer: what was given, else what is suggested. */
export function answersTo(asks: readonly RecipeAsk[], given: RecipeValues): RecipeValues {
  return Object.fromEntries(asks.map(({ name, suggested }) => [name, given[name] ?? suggested]));
}

const address = /^[^\s@{}<>,;]+@[^\s@{}<>,;]+\.[^\s@{}<>,;.]+$/;
const webAddress = /^https?:\/\/[^\s{}@\\/?#]+(?:[/?#][^\s{}]*)?$/i;

/** What is wrong with an answer, as a sentence for the owner; null when nothing is. */
export function askProblem(ask: RecipeAsk, value: string): string | null {
  const given = value.trim();
  if (given === "") return ask.optional ? null : missingWords[ask.kind];
  switch (ask.kind) {
    case "address":
      return unless(address.test(given), "Write one email address, such as ada@example.org.");
    case "web-address":
      return unless(isWebAddress(given), "Write the whole address; it begins with https://.");
    case "number":
      return numberProblem(ask, Number(given));
    case "question":
      return unless(hasId(ask.questions, given), missingWords.question);
    case "connection":
      return unless(hasId(ask.choices, given), missingWords.connection);
    case "text":
      return null;
    default:
      return assertNever(ask);
  }
}

const unless = (fits: boolean, complaint: string): string | null => (fits ? null : complaint);
const isWebAddress = (text: string): boolean => webAddress.test(text) && URL.canParse(text);
const hasId = (among: readonly { readonly id: string }[], id: string): boolean =>
  among.some((each) => each.id === id);

const missingWords: Readonly<Record<RecipeAsk["kind"], string>> = {
  address: "Write an email address.",
  "web-address": "Write the address to send to.",
  number: "Write a number.",
  question: "Choose a question.",
  connection: "Choose a connection.",
  text: "Write something here.",
};

function numberProblem(
  { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number },
  value: number,
): string | null {
  if (!Number.isFinite(value)) return "Write a number, such as 1000.";
  if (value < min) return `Write a number from ${min} on.`;
  return value > max ? `Write a number up to ${max}.` : null;
}
