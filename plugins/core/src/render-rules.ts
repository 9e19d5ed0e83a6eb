import type { z } from "zod";
import type { PluginManifest } from "./define-plugin.ts";
import { settingsSchema } from "./settings-schema.ts";

/**
 * How one setting is filled: `text` always ends as text, `typed` keeps the type of a lone pill,
 * `self` is handed over unfilled with all it contains.
 */
export interface RenderRule {
  readonly mode: "text" | "typed" | "self";
  readonly members: ReadonlyMap<string, RenderRule>;
  /** Rule of list items and of members with free names. */
  readonly rest: RenderRule | undefined;
}

const typedLeaf: RenderRule = { mode: "typed", members: new Map(), rest: undefined };
const selfLeaf: RenderRule = { ...typedLeaf, mode: "self" };
const textLeaf: RenderRule = { ...typedLeaf, mode: "text" };

/** Schemas that refer to themselves are followed this deep; below, lone pills keep their type. */
const maxDepth = 16;

const known = new WeakMap<z.ZodObject, RenderRule>();

/** The rules of a manifest's settings, read from its schema once. */
export function renderRules(manifest: Pick<PluginManifest, "config">): RenderRule {
  const cached = known.get(manifest.config);
  if (cached !== undefined) return cached;
  const schema: unknown = settingsSchema(manifest.config);
  const rule = readRule(schema, { root: schema, depth: 0 });
  known.set(manifest.config, rule);
  return rule;
}

/**
 * Paths of the settings that a plugin fills itself, with `*` for list items and free names:
 * `["url", "body.content"]`.
 */
export function selfRenderedPaths(manifest: Pick<PluginManifest, "config">): readonly string[] {
  const paths: string[] = [];
  visit(renderRules(manifest), []);
  return paths;

  function visit(rule: RenderRule, path: readonly string[]): void {
    if (rule.mode === "self") paths.push(path.join("."));
    for (const [name, member] of rule.members) visit(member, [...path, name]);
    if (rule.rest !== undefined) visit(rule.rest, [...path, "*"]);
  }
}

/** The rule of a setting; undefined below what the schema describes. */
export function ruleAt(root: RenderRule, path: readonly string[]): RenderRule | undefined {
  let rule: RenderRule | undefined = root;
  for (const key of path) {
    rule = rule.members.get(key) ?? rule.rest;
    if (rule === undefined || rule.mode === "self") return rule;
  }
  return rule;
}

interface Place {
  readonly root: unknown;
  readonly depth: number;
}

function readRule(schema: unknown, place: Place): RenderRule {
  if (!isRecord(schema) || place.depth > maxDepth) return typedLeaf;
  if (schema["x-render"] === "self") return selfLeaf;
  const below: Place = { root: place.root, depth: place.depth + 1 };
  const choices = [schema["anyOf"], schema["oneOf"], schema["allOf"]].filter(Array.isArray).flat();
  if (choices.length > 0) return choices.map((choice) => readRule(choice, below)).reduce(merge);
  if (typeof schema["$ref"] === "string") return readRule(follow(schema["$ref"], below), below);
  if (isText(schema["type"])) return textLeaf;
  const properties = isRecord(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const rest = schema["items"] ?? schema["additionalProperties"];
  return {
    mode: "typed",
    members: new Map(properties.map(([name, member]) => [name, readRule(member, below)])),
    rest: isRecord(rest) ? readRule(rest, below) : undefined,
  };
}

/** Two shapes of one setting: what either hands over raw stays raw; what is text in both is text. */
function merge(one: RenderRule, other: RenderRule): RenderRule {
  if (one.mode === "self" || other.mode === "self") return selfLeaf;
  const members = new Map(one.members);
  for (const [name, rule] of other.members) {
    const twin = members.get(name);
    members.set(name, twin === undefined ? rule : merge(twin, rule));
  }
  const rest =
    one.rest !== undefined && other.rest !== undefined
      ? merge(one.rest, other.rest)
      : (one.rest ?? other.rest);
  const isText = one.mode === "text" && other.mode === "text";
  return { mode: isText ? "text" : "typed", members, rest };
}

function isText(type: unknown): boolean {
  if (Array.isArray(type)) return type.every((one) => one === "string" || one === "null");
  return type === "string";
}

function follow(reference: string, place: Place): unknown {
  let schema: unknown = place.root;
  for (const key of reference.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    schema = isRecord(schema) ? schema[key] : undefined;
  }
  return schema;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
