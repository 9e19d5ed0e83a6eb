import type { ConnectionFacts, NodeType } from "@formloom/shared/plugin";

/** The kinds of connections that node types ask for, each once, by name. */
export function connectionKinds(nodeTypes: readonly NodeType[]): readonly ConnectionFacts[] {
  const byKind = new Map<string, ConnectionFacts>();
  for (const { connection } of nodeTypes) {
    if (connection !== null && !byKind.has(connection.kind))
      byKind.set(connection.kind, connection);
  }
  return [...byKind.values()].toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Error paths of the API within the settings: `config.host` → `host`. */
export function settingErrors(
  errors: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(errors).map(([path, message]) => [path.replace(/^config\./, ""), message]),
  );
}
