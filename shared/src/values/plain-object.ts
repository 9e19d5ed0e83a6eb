/** Whether a value is an object with named members: no array, no null, no function. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Names that lead from data into the language's own machinery. They are refused as keys of input, as
 * steps of a path and as keys of settings, so that no merge or look-up further on can meet them.
 */
const prototypeKeys = new Set(["__proto__", "constructor", "prototype"]);

/** Names that shadow members which code likes to call on any object. */
const shadowKeys = new Set(["hasOwnProperty", "toString"]);

/** Whether a name leads to an object's prototype (`__proto__`, `constructor`, `prototype`). */
export function isPrototypeKey(key: string): boolean {
  return prototypeKeys.has(key);
}

/** Whether a name is refused as a key of input: prototype keys, `hasOwnProperty` and `toString`. */
export function isReservedKey(key: string): boolean {
  return prototypeKeys.has(key) || shadowKeys.has(key);
}

/** Whether a value counts as unanswered: missing, null, empty text or an empty list. */
export function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}
