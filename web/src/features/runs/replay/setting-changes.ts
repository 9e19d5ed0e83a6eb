import { parseJsonSchema } from "../../../ui/schema-form/json-schema.ts";
import { isPlainObject, titleOf } from "../../../ui/schema-form/schema-values.ts";

/** One setting that differs, as text for reading. */
export interface SettingChange {
  /** Dotted. */
  readonly path: string;
  readonly label: string;
  /** Null: it was not there. */
  readonly before: string | null;
  /** Null: it is not there any more. */
  readonly after: string | null;
}

/** Settings that differ, in the order of the schema, lists and nested ones entry by entry. */
export function settingChanges(before: unknown, after: unknown, schema: unknown): SettingChange[] {
  const properties = parseJsonSchema(schema).properties ?? {};
  const older = leavesOf(before);
  const newer = leavesOf(after);
  const order = Object.keys(properties);
  const paths = [...new Set([...older.keys(), ...newer.keys()])];
  return paths
    .filter((path) => older.get(path) !== newer.get(path))
    .toSorted((a, b) => placeIn(order, a) - placeIn(order, b))
    .map((path) => {
      const [first = "", ...rest] = path.split(".");
      const top = titleOf(properties[first] ?? {}, first);
      const inner = rest.map((key) =>
        /^\d+$/.test(key) ? String(Number(key) + 1) : titleOf({}, key),
      );
      return {
        path,
        label: [top, ...inner].join(" › "),
        before: older.get(path) ?? null,
        after: newer.get(path) ?? null,
      };
    });
}

function placeIn(order: readonly string[], path: string): number {
  const place = order.indexOf(path.split(".")[0] ?? "");
  return place < 0 ? order.length : place;
}

/** Texts by dotted path; what is empty is left out, so that "nothing" and "empty" do not differ. */
function leavesOf(value: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  visit(value, []);
  return leaves;

  function visit(item: unknown, path: readonly string[]): void {
    if (item === null || item === undefined || item === "") return;
    if (Array.isArray(item) || isPlainObject(item)) {
      for (const [key, member] of Object.entries(item)) visit(member, [...path, key]);
      return;
    }
    leaves.set(path.join("."), textOf(item));
  }
}

function textOf(item: unknown): string {
  if (typeof item === "boolean") return item ? "Yes" : "No";
  return typeof item === "string" ? item : JSON.stringify(item);
}
