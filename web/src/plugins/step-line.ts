import type { FormEventType } from "@formloom/shared/events";
import type { GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { conditionPaths, conditionSchema, describeCondition } from "@formloom/shared/values";
import { z } from "zod";
import type { PathWords } from "./value-labels.ts";

/** Form events as they stand in a sentence. */
export const eventWords: Readonly<Record<FormEventType, string>> = {
  "form.submitted": "a response is sent in",
  "response.edited": "a response is edited",
  "response.deleted": "a response is deleted",
  "form.updated": "the form itself changes",
};

const maxWords = 90;
const placeholder = /\{([^{}]+)\}/g;
const optionalPart = /\[([^[\]]*)\]/g;
const pill = /\{\{\s*([^\s|}]+)[^}]*\}\}/g;

/** One line of what a step does: its type's clause with the settings in words, such as "email Budget team". */
export function stepLine(node: GraphNode, type: NodeType | undefined, words: PathWords): string {
  if (type === undefined) return "This kind of step is not installed here";
  const said = (path: string): string =>
    choiceLabel(type, path, settingAt(node.config, path)) ??
    settingInWords(settingAt(node.config, path), words);
  // What stands in square brackets is said only with its settings: "wait[ until {until}]".
  const clause = type.describe.replaceAll(optionalPart, (_all, part: string) =>
    pathsIn(part).every((path) => said(path) !== "…") ? part : "",
  );
  const line = clause.replaceAll(placeholder, (_all, path: string) => said(path)).trim();
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** A setting as a person would say it; "…" while there is nothing. */
export function settingInWords(value: unknown, words: PathWords): string {
  if (value === null || value === undefined || value === "") return "…";
  // Looked up, not parsed: a refusal by the schema costs more than all the rest, for each text of each step.
  if (isEvent(value)) return eventWords[value];
  if (typeof value === "string") return shorten(pillsInWords(value, words.labels));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return listInWords(value, words);
  const duration = durationSchema.safeParse(value);
  if (duration.success) return durationInWords(duration.data);
  const condition = conditionSchema.safeParse(value);
  if (!condition.success) return "…";
  if (condition.data.rules.length === 0) return "…";
  return shorten(describeCondition(condition.data, words.labels, words.kinds, words.choices));
}

function isEvent(value: unknown): value is FormEventType {
  return typeof value === "string" && Object.hasOwn(eventWords, value);
}

/** A list in words; of conditions side by side, as ways have them, the names and what they ask for. */
function listInWords(list: readonly unknown[], words: PathWords): string {
  if (list.length === 0) return "…";
  const trees = list.flatMap(
    (item) => conditionSchema.safeParse(settingAt(item, "condition")).data ?? [],
  );
  if (trees.length < list.length) {
    return shorten(list.map((item) => settingInWords(item, words)).join(", "));
  }
  const asked = new Set(trees.flatMap(conditionPaths).map((path) => words.labels[path] ?? path));
  return asked.size === 0 ? "…" : shorten([...asked].join(", "));
}

const durationSchema = z.strictObject({ amount: z.number(), unit: z.string() });

function durationInWords({ amount, unit }: z.infer<typeof durationSchema>): string {
  return `${amount} ${amount === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** What the panel calls a choice. */
function choiceLabel(type: NodeType, path: string, value: unknown): string | undefined {
  const property = settingAt(type.configSchema, `properties.${path}`);
  const label = typeof value === "string" ? ownText(settingAt(property, "x-labels"), value) : null;
  return label ?? undefined;
}

function ownText(record: unknown, key: string): string | null {
  const value = settingAt(record, key);
  return typeof value === "string" ? value : null;
}

function pathsIn(clause: string): string[] {
  return Array.from(clause.matchAll(placeholder), ([, path = ""]) => path);
}

/** Text with each pill replaced by its label. */
export function pillsInWords(text: string, labels: Readonly<Record<string, string>>): string {
  return text.replaceAll(pill, (_all, path: string) =>
    Object.hasOwn(labels, path) ? `${labels[path]}` : path,
  );
}

function settingAt(config: unknown, path: string): unknown {
  let value: unknown = config;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > maxWords ? `${line.slice(0, maxWords - 1).trimEnd()}…` : line;
}
