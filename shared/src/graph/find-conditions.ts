import { conditionSchema, type ConditionGroup } from "../values/condition-schema.ts";
import { isPrototypeKey, isRecord } from "../values/plain-object.ts";

/** A condition found in settings. */
export interface FoundCondition {
  /** Dotted path of the setting; empty when the settings are a condition themselves. */
  readonly setting: string;
  /** Null where it looks like a condition and is none. */
  readonly tree: ConditionGroup | null;
  /** Why it is none; empty otherwise. */
  readonly complaint: string;
}

const maxDepth = 64;

/** Whether a value has the shape of a condition, right or wrong. */
export function looksLikeCondition(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && "combinator" in value && Array.isArray(value["rules"]);
}

/** Reads a condition; null where it is none. */
export function readCondition(value: unknown): ConditionGroup | null {
  const parsed = conditionSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The conditions anywhere in settings, known by their shape. */
export function findConditions(settings: unknown): FoundCondition[] {
  const found: FoundCondition[] = [];
  visit(settings, []);
  return found;

  function visit(value: unknown, path: readonly string[]): void {
    if (path.length > maxDepth) return;
    if (looksLikeCondition(value)) {
      const parsed = conditionSchema.safeParse(value);
      const complaint = parsed.success ? "" : (parsed.error.issues[0]?.message ?? "");
      found.push({
        setting: path.join("."),
        tree: parsed.success ? parsed.data : null,
        complaint,
      });
    } else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) visit(item, [...path, String(at)]);
    } else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    }
  }
}

/** Paths of settings whose name leads to an object's prototype; no config may hold one. */
export function reservedSettings(settings: unknown, path: readonly string[] = []): string[] {
  if (path.length > maxDepth || typeof settings !== "object" || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const below = [...path, key];
    return isPrototypeKey(key) ? [below.join(".")] : reservedSettings(value, below);
  });
}
