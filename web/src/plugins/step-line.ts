import { formEventTypeSchema, type FormEventType } from "@formloom/shared/events";
import type { FieldKind } from "@formloom/shared/form";
import type { GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { conditionSchema, describeCondition } from "@formloom/shared/values";

/** Form events as they stand in a sentence. */
export const eventWords: Readonly<Record<FormEventType, string>> = {
  "form.submitted": "a response is sent in",
  "response.edited": "a response is edited",
  "response.deleted": "a response is deleted",
  "form.updated": "the form itself changes",
};

const maxWords = 90;
const pill = /\{\{\s*([^\s|}]+)[^}]*\}\}/g;

/** Names that stand for paths. */
export interface PathWords {
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
}

/** One line of what a step does: its type's clause with the settings in words, such as "email Budget team". */
export function stepLine(node: GraphNode, type: NodeType | undefined, words: PathWords): string {
  if (type === undefined) return "This kind of step is not installed here";
  const filled = type.describe.replaceAll(/\{([^{}]+)\}/g, (_all, path: string) =>
    settingInWords(settingAt(node.config, path), words),
  );
  const line = filled.trim();
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** A setting as a person would say it; "…" while there is nothing. */
export function settingInWords(value: unknown, words: PathWords): string {
  if (value === null || value === undefined || value === "") return "…";
  const event = formEventTypeSchema.safeParse(value);
  if (event.success) return eventWords[event.data];
  if (typeof value === "string") return shorten(pillsInWords(value, words.labels));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    return value.length === 0
      ? "…"
      : shorten(value.map((item) => settingInWords(item, words)).join(", "));
  }
  const condition = conditionSchema.safeParse(value);
  if (!condition.success) return "…";
  if (condition.data.rules.length === 0) return "…";
  return shorten(describeCondition(condition.data, { ...words.labels }, { ...words.kinds }));
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
