import { formEventTypeSchema } from "../events/form-event.ts";
import type { NodeType } from "../plugin/manifest.ts";
import { sameJson } from "../kernel/same-json.ts";
import { isRecord } from "../values/plain-object.ts";
import { looksLikeCondition } from "./find-conditions.ts";
import type { GraphNode } from "./graph.ts";
import { clipWords, joinWords, startUpper } from "./join-words.ts";
import { eventClauses } from "./event-words.ts";
import { choiceLabel, schemaAt, settingTitle } from "./setting-schema.ts";
import { sayCondition, saySetting, sayTemplate } from "./setting-words.ts";
import { differingParts } from "./text-span.ts";
import type { ValueFacts } from "./value-labels.ts";

/** One setting that differs between two states of a step. */
export interface SettingChange {
  /** Dotted path of the setting. */
  readonly path: string;
  /** What the panel calls it: "Message › Text". */
  readonly title: string;
  /** Both states in words; null where nothing was set, or where words would not tell them apart. */
  readonly before: string | null;
  readonly after: string | null;
  /** The change as a clause: "Subject changed from “Hello” to “Hi”". */
  readonly text: string;
}

const maxDepth = 8;
const maxWords = 180;

interface Side {
  readonly value: unknown;
  readonly facts: ValueFacts;
}

interface Place {
  readonly segments: readonly string[];
  /** Stands in for the schema's titles where the setting has a name of its own. */
  readonly title?: string;
  readonly type: NodeType | undefined;
}

/** The settings of a step that differ, in the order of the newer ones. `facts` know each side's graph. */
export function settingChanges(
  before: { readonly node: GraphNode; readonly facts: ValueFacts },
  after: { readonly node: GraphNode; readonly facts: ValueFacts },
): SettingChange[] {
  const type = after.facts.nodeTypes.get(after.node.type);
  return compareValues(
    { value: withDefaults(before.node, type), facts: before.facts },
    { value: withDefaults(after.node, type), facts: after.facts },
    { segments: [], type },
  );
}

/** What is not set counts as its schema's default, so that writing a default down is no change. */
function withDefaults(node: GraphNode, type: NodeType | undefined): Record<string, unknown> {
  const properties: unknown = type?.configSchema["properties"];
  if (!isRecord(properties)) return node.config;
  const defaults = Object.entries(properties).flatMap(([key, schema]) =>
    isRecord(schema) && "default" in schema ? [[key, schema["default"]] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...node.config };
}

function compareValues(before: Side, after: Side, place: Place): SettingChange[] {
  if (sameJson(before.value, after.value)) return [];
  const { segments, type } = place;
  if (segments.length < maxDepth && isGroup(before.value) && isGroup(after.value)) {
    const [older, newer] = [before.value, after.value];
    const keys = [...new Set([...Object.keys(newer), ...Object.keys(older)])];
    return keys.flatMap((key) =>
      compareValues(
        { ...before, value: older[key] },
        { ...after, value: newer[key] },
        { ...place, segments: [...segments, key] },
      ),
    );
  }
  const outputs = type?.outputs;
  const listsWays =
    outputs !== undefined && !Array.isArray(outputs) && segments.join(".") === outputs.each;
  return listsWays ? compareWays(before, after, place) : [describe(before, after, place)];
}

/** Whether a value is looked into member by member: neither a condition nor a span of time. */
function isGroup(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !looksLikeCondition(value) && !("amount" in value && "unit" in value);
}

function describe(before: Side, after: Side, place: Place): SettingChange {
  const path = place.segments.join(".");
  const title = place.title ?? titleOf(place);
  const [was = "", is = ""] = bothInWords(before, after, place).map((words) =>
    clipWords(words, maxWords),
  );
  if (was === is) {
    return { path, title, before: null, after: null, text: `${title} changed in its details` };
  }
  const text =
    was === ""
      ? `${title} set to “${is}”`
      : is === ""
        ? `${title} emptied; it was “${was}”`
        : `${title} changed from “${was}” to “${is}”`;
  return { path, title, before: was === "" ? null : was, after: is === "" ? null : is, text };
}

function titleOf({ segments, type }: Place): string {
  return settingTitle(type?.configSchema ?? {}, segments);
}

function bothInWords(before: Side, after: Side, place: Place): readonly [string, string] {
  if (isText(before.value) && isText(after.value)) {
    const was = plainText(sayTemplate(before.value ?? "", before.facts));
    const is = plainText(sayTemplate(after.value ?? "", after.facts));
    const schema = schemaOf(place);
    const labels = [choiceLabel(schema, before.value), choiceLabel(schema, after.value)];
    return differingParts(labels[0] ?? was, labels[1] ?? is);
  }
  return [inWords(before, place), inWords(after, place)];
}

function isText(value: unknown): value is string | null | undefined {
  return typeof value === "string" || value === null || value === undefined;
}

function inWords({ value, facts }: Side, place: Place): string {
  const label = choiceLabel(schemaOf(place), value);
  if (label !== undefined) return label;
  if (looksLikeCondition(value)) {
    const isEmpty = Array.isArray(value["rules"]) && value["rules"].length === 0;
    return isEmpty ? "" : sayCondition(value, facts);
  }
  if (place.type?.role === "trigger" && place.segments.join(".") === "events") {
    return sayEvents(value);
  }
  return typeof value === "string"
    ? plainText(sayTemplate(value, facts))
    : saySetting(value, facts);
}

function sayEvents(value: unknown): string {
  const events = formEventTypeSchema.array().safeParse(value).data ?? [];
  return joinWords(
    events.map((event) => eventClauses[event]("the form")),
    "or",
  );
}

function schemaOf({ segments, type }: Place): Record<string, unknown> | undefined {
  return type === undefined ? undefined : schemaAt(type.configSchema, segments);
}

const markup = /<\/?[a-z][^<>]*>/gi;

/** A text on one line without the marks of a web page. */
function plainText(text: string): string {
  return text.replaceAll(markup, " ").replaceAll(/\s+/g, " ").trim();
}

/** Ways of a branch by their id, so that one that moved or was renamed stays the same way. */
function compareWays(before: Side, after: Side, place: Place): SettingChange[] {
  const { type, segments } = place;
  const outputs = type?.outputs;
  if (outputs === undefined || Array.isArray(outputs)) return [];
  const [older, newer] = [waysById(before.value, outputs.id), waysById(after.value, outputs.id)];
  const nameOf = (way: unknown, id: string): string => {
    const name = isRecord(way) ? way[outputs.label] : undefined;
    return typeof name === "string" && name.trim() !== "" ? name : id;
  };
  const at = (id: string, title: string): Place => ({
    ...place,
    segments: [...segments, id],
    title,
  });
  const told = [...newer].flatMap(([id, way]) => {
    const name = nameOf(way, id);
    const old = older.get(id);
    if (old === undefined) return [said(at(id, name), `Way “${name}” added`)];
    return compareWay({ ...before, value: old }, { ...after, value: way }, { place, name, id });
  });
  const removed = [...older.keys()].filter((id) => !newer.has(id));
  told.push(
    ...removed.map((id) => {
      const name = nameOf(older.get(id), id);
      return said(at(id, name), `Way “${name}” removed`);
    }),
  );
  return told.length > 0 ? told : [said(place, `${titleOf(place)} put into another order`)];
}

function compareWay(
  before: Side,
  after: Side,
  { place, name, id }: { readonly place: Place; readonly name: string; readonly id: string },
): SettingChange[] {
  if (!isRecord(before.value) || !isRecord(after.value)) return [];
  const [older, newer] = [before.value, after.value];
  const keys = [...new Set([...Object.keys(newer), ...Object.keys(older)])];
  const segments = [...place.segments, id];
  return keys
    .filter((key) => !sameJson(older[key], newer[key]))
    .map((key) => {
      const inner = schemaAt(place.type?.configSchema ?? {}, [...place.segments, "0", key]);
      const label = typeof inner?.["title"] === "string" ? inner["title"] : startUpper(key);
      const title = `Way “${name}” › ${label}`;
      return describe(
        { ...before, value: older[key] },
        { ...after, value: newer[key] },
        { ...place, segments: [...segments, key], title },
      );
    });
}

function waysById(value: unknown, idKey: string): Map<string, unknown> {
  const entries = Array.isArray(value) ? value : [];
  return new Map(
    entries.map((way: unknown, at) => {
      const id = isRecord(way) ? way[idKey] : undefined;
      return [typeof id === "string" ? id : String(at), way] as const;
    }),
  );
}

function said(place: Place, text: string): SettingChange {
  const path = place.segments.join(".");
  return { path, title: place.title ?? titleOf(place), before: null, after: null, text };
}
