import type { ConnectionFacts, NodeType } from "@formloom/shared/plugin";
import { z } from "zod";
import { describeIssues } from "../http/parse-input.ts";
import { invalidInput, Refusal } from "../http/refusal.ts";

/** A kind of stored credentials, with a node type that can test it. */
export interface ConnectionKind {
  readonly facts: ConnectionFacts;
  /** A plugin that has a test for this kind; null: none has. */
  readonly testedBy: string | null;
  /** Settings held against the kind's schema; throws 422 with paths below `config`. */
  parse(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

const configSchema = z.record(z.string(), z.unknown());

/** Finds the kinds that the node types name. */
export function createConnectionKinds(
  nodeTypes: readonly NodeType[],
): (kind: string) => ConnectionKind | null {
  const kinds = new Map<string, ConnectionKind>();
  for (const nodeType of nodeTypes) {
    const facts = nodeType.connection;
    if (facts === null) continue;
    const known = kinds.get(facts.kind);
    const testedBy = known?.testedBy ?? (nodeType.hasTest ? nodeType.id : null);
    kinds.set(facts.kind, { facts: known?.facts ?? facts, testedBy, parse: parserOf(facts) });
  }
  return (kind) => kinds.get(kind) ?? null;
}

function parserOf(facts: ConnectionFacts): ConnectionKind["parse"] {
  const schema = z.fromJSONSchema(facts.schema);
  const known = new Set(Object.keys(configSchema.catch({}).parse(facts.schema["properties"])));
  return (settings) => {
    const stray = Object.keys(settings).filter((name) => !known.has(name));
    const parsed = schema.safeParse(settings);
    const errors = [
      ...stray.map((name) => ({
        path: `config.${name.slice(0, 56)}`,
        code: "unknown_key",
        message: "This key is not known here.",
      })),
      ...(parsed.success
        ? []
        : describeIssues(parsed.error).map((issue) => ({
            ...issue,
            path: `config.${issue.path}`,
          }))),
    ];
    if (errors.length > 0 || !parsed.success) throw invalidInput(errors);
    return configSchema.parse(parsed.data);
  };
}

/** Splits settings into what may be shown and what may not. */
export function splitSettings(
  facts: ConnectionFacts,
  settings: Readonly<Record<string, unknown>>,
): { readonly config: Record<string, unknown>; readonly secret: Record<string, unknown> } {
  const isSecret = (name: string): boolean => facts.secrets.includes(name);
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    config: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secret: Object.fromEntries(entries.filter(([name]) => isSecret(name))),
  };
}

/**
 * Where the secrets may be sent: host and port of the setting that names it, or the kind's fixed host. A
 * secret that is itself the address (an incoming webhook) brings its own host along.
 */
export function hostOf(
  facts: ConnectionFacts,
  settings: Readonly<Record<string, unknown>>,
): string {
  if ("fixed" in facts.host) return facts.host.fixed;
  const value = settings[facts.host.setting];
  if (typeof value !== "string") return "";
  const url = value.includes("://") ? URL.parse(value) : null;
  if (url !== null) return url.host;
  const port = settings["port"];
  return typeof port === "number" ? `${value.toLowerCase()}:${port}` : value.toLowerCase();
}

export function unknownKind(): Refusal {
  return new Refusal("unknown_kind", "No installed node type uses connections of this kind.");
}
