import type { FieldKind } from "../form/field-kind.ts";

/** The declared kind of what a path holds; undefined when nobody declared one. */
export function kindAtPath(
  path: string,
  kinds: Readonly<Record<string, FieldKind>>,
): FieldKind | undefined {
  const declared = Object.hasOwn(kinds, path) ? kinds[path] : undefined;
  if (declared !== undefined) return declared;
  if (path.startsWith("previous.")) return kindAtPath(path.slice("previous.".length), kinds);
  return contextKinds.get(path);
}

/** Kinds of what every event brings along. */
const contextKinds = new Map<string, FieldKind>([
  ["response.submittedAt", "date"],
  ["response.editedAt", "date"],
  ["event.at", "date"],
]);
