import type { NodeType } from "../plugin/manifest.ts";
import { resolvePath } from "../values/path.ts";
import { eventClauses } from "./event-words.ts";
import type { GraphNode } from "./graph.ts";
import { isTrigger, nameOf } from "./graph-index.ts";
import { clipWords, joinWords, startUpper } from "./join-words.ts";
import { choiceLabel, schemaAt } from "./setting-schema.ts";
import { blank, sayCondition, saySetting } from "./setting-words.ts";
import { readTrigger } from "./trigger-settings.ts";
import type { ValueFacts } from "./value-labels.ts";

const placeholder = /\{([A-Za-z0-9_.-]+)\}/g;
/** A part of a clause that is said only with its settings: `wait[ until {until}]`. */
const optionalPart = /\[([^[\]]*)\]/g;
const maxFormName = 60;

/** What a step does as a clause, such as "email Ada"; its name where its type doesn't say. */
export function clauseOf(node: GraphNode, facts: ValueFacts): string {
  const type = facts.nodeTypes.get(node.type);
  if (type === undefined || type.describe.trim() === "") return clipWords(nameOf(node, type), 60);
  const settings = readPlaceholders(node, type, facts);
  const someSaid = settings.some(({ words }) => words !== "");
  const texts = new Map(
    settings.map((setting) => [setting.path, setting.words || standIn(setting, type, someSaid)]),
  );
  const said = new Set(settings.flatMap(({ path, words }) => (words === "" ? [] : [path])));
  const filled = withoutSilent(type.describe, said).replaceAll(
    placeholder,
    (_, path: string) => texts.get(path) ?? "",
  );
  return filled.replaceAll(/\s+/g, " ").trim();
}

/** What starts runs, as a clause after "When"; "…" while nothing is chosen. */
export function eventClause(trigger: GraphNode, { formName = "" }: ValueFacts): string {
  const { events } = readTrigger(trigger);
  const name = clipWords(formName, maxFormName) || "the form";
  const clauses = events.map((event, at) => eventClauses[event](at === 0 ? name : "it"));
  return clauses.length === 0 ? blank : joinWords(clauses, "or");
}

/** The trigger's condition in words; null without one. */
export function triggerCondition(trigger: GraphNode, facts: ValueFacts): string | null {
  const { filter } = readTrigger(trigger);
  return filter === null ? null : sayCondition(filter, facts);
}

/**
 * One line about a node's settings for its card, such as "To: Email". Without settings worth a line,
 * what the node does. Never throws, however unfinished the node is.
 */
export function nodeSummary(node: GraphNode, facts: ValueFacts): string {
  const type = facts.nodeTypes.get(node.type);
  if (isTrigger({ node, type })) {
    const condition = triggerCondition(node, facts);
    const when = startUpper(eventClause(node, facts));
    return condition === null ? when : `${when}, only if ${condition}`;
  }
  if (type === undefined) return "This kind of step is not installed.";
  const lines = readPlaceholders(node, type, facts).flatMap(
    ({ title, words, isNeeded, isTold }) => {
      if (words === "") return isNeeded ? [`${title}: ${blank}`] : [];
      return [isTold ? startUpper(words) : `${title}: ${words}`];
    },
  );
  return lines.length === 0 ? startUpper(clauseOf(node, facts)) : lines.join(", ");
}

interface Placeholder {
  readonly path: string;
  /** What the panel calls the setting. */
  readonly title: string;
  /** Empty when nothing is set. */
  readonly words: string;
  /** Whether the step can't do without it. */
  readonly isNeeded: boolean;
  /** Whether the words need no title: a condition tells what it is. */
  readonly isTold: boolean;
}

function readPlaceholders(node: GraphNode, type: NodeType, facts: ValueFacts): Placeholder[] {
  return Array.from(type.describe.matchAll(placeholder), ([, path = ""]) => {
    const segments = path.split(".");
    const [first = ""] = segments;
    const required: unknown = type.configSchema["required"];
    const isNeeded = Array.isArray(required) && required.includes(first);
    const schema = schemaAt(type.configSchema, segments);
    const value = resolvePath(node.config, segments) ?? schema?.["default"];
    const words = choiceLabel(schema, value) ?? saySetting(value, facts);
    const title = typeof schema?.["title"] === "string" ? schema["title"] : startUpper(first);
    return { path, title, words, isNeeded, isTold: schema?.["x-control"] === "condition" };
  });
}

/** The clause without the optional parts whose settings say nothing. */
function withoutSilent(clause: string, said: ReadonlySet<string>): string {
  return clause.replaceAll(optionalPart, (_, part: string) => {
    const paths = Array.from(part.matchAll(placeholder), ([, path = ""]) => path);
    return paths.every((path) => said.has(path)) ? part : "";
  });
}

/** For what is not set: a gap to fill, or where it can do without, the service itself. */
function standIn({ isNeeded }: Placeholder, type: NodeType, someSaid: boolean): string {
  if (isNeeded) return blank;
  return someSaid ? "" : type.name;
}
