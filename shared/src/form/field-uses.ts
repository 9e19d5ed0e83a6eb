import { isRecord } from "../values/plain-object.ts";
import { templatePaths } from "../values/template.ts";

/** One place in a node's settings that uses a field. */
export interface FieldUse {
  readonly fieldId: string;
  /** Keys and list positions from the settings' root; of a condition, where the condition stands. */
  readonly path: readonly string[];
  /** What the field is compared with, in a condition. */
  readonly values: readonly unknown[];
  /** The use only asks whether the answer changed. */
  readonly asksWhetherChanged: boolean;
}

const maxDepth = 64;

/** Every use of a form's fields in a node's settings: in pills and in rules of conditions. */
export function findFieldUses(config: unknown): FieldUse[] {
  const uses: FieldUse[] = [];
  visit(config, [], 0);
  return uses;

  function visit(value: unknown, path: readonly string[], depth: number): void {
    if (depth > maxDepth) return;
    if (typeof value === "string") {
      if (!value.includes("{{")) return;
      uses.push(...templatePaths(value).flatMap((pill) => useOf(pill.path, [], path)));
    } else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) visit(item, [...path, String(at)], depth + 1);
    } else if (isRecord(value)) {
      uses.push(...ruleUses(value, path));
      // A condition is one setting, however deep its rules are.
      const isCondition = "combinator" in value || ("field" in value && "operator" in value);
      for (const [key, item] of Object.entries(value)) {
        visit(item, isCondition ? path : [...path, key], depth + 1);
      }
    }
  }
}

function ruleUses(rule: Record<string, unknown>, path: readonly string[]): FieldUse[] {
  const { field, operator, value } = rule;
  if (typeof field !== "string" || typeof operator !== "string") return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const setting = withoutRules(path);
  if (field !== "changes") return useOf(field, values, setting);
  return values.flatMap((fieldId) =>
    typeof fieldId === "string"
      ? [{ fieldId, path: setting, values: [], asksWhetherChanged: true }]
      : [],
  );
}

function useOf(path: string, values: readonly unknown[], setting: readonly string[]): FieldUse[] {
  const fieldId = /^(?:previous\.)?answers\.([a-z][a-z0-9_]*)(?:\.|$)/.exec(path)?.[1];
  if (fieldId === undefined) return [];
  return [{ fieldId, path: withoutRules(setting), values, asksWhetherChanged: false }];
}

/** List positions at the end tell of rules, or of entries that have no name of their own. */
function withoutRules(path: readonly string[]): readonly string[] {
  const last = path.findLastIndex((segment) => !/^\d+$/.test(segment));
  return path.slice(0, last + 1);
}
