import type { FieldKind } from "../form/field-kind.ts";
import type { Field } from "../form/fields.ts";
import type { NodeType } from "../plugin/manifest.ts";
import type { Graph } from "./graph.ts";
import { nameOf } from "./graph-index.ts";
import { clipWords } from "./join-words.ts";

/** What putting a graph into words has to know besides it. */
export interface SentenceFacts {
  /** Absent: "the form". */
  readonly formName?: string;
  readonly fields: readonly Field[];
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
}

/** The same, with the graph whose steps values may come from. */
export type ValueFacts = SentenceFacts & { readonly graph?: Graph };

const maxLabel = 40;

const fixedLabels: ReadonlyMap<string, string> = new Map([
  ["answers", "all answers"],
  ["previous", "the earlier answers"],
  ["previous.answers", "the earlier answers"],
  ["changes", "what changed"],
  ["response.id", "the response's id"],
  ["response.submittedAt", "the time of submission"],
  ["response.editedAt", "the time of the last edit"],
  ["response.url", "the link to the response"],
  ["form.id", "the form's id"],
  ["form.name", "the form's name"],
  ["event.type", "what happened"],
  ["event.at", "the time it happened"],
  ["event.id", "the event's id"],
  ["run.id", "the run's id"],
]);

/** What a person calls the value at a path: a question's label, or a step's result; else the path. */
export function labelOfPath(path: string, facts: ValueFacts): string {
  const fixed = fixedLabels.get(path);
  if (fixed !== undefined) return fixed;
  const [root, ...rest] = path.split(".");
  if (root === "answers") return labelOfField(rest[0], facts);
  if (root === "previous") return `the earlier ${labelOfField(rest[1], facts)}`;
  if (root === "steps") return labelOfOutput(rest, facts);
  return path;
}

/** The kind of the value at a path; undefined when nobody declared one. */
export function kindOfPath(path: string, facts: ValueFacts): FieldKind | undefined {
  const [root, ...rest] = path.split(".");
  if (root === "answers") return findField(rest[0], facts)?.kind;
  if (root === "previous") return findField(rest[1], facts)?.kind;
  return root === "steps" ? findOutput(rest, facts).produced?.kind : undefined;
}

function findField(id: string | undefined, { fields }: ValueFacts): Field | undefined {
  return fields.find((field) => field.id === id);
}

function labelOfField(id: string | undefined, facts: ValueFacts): string {
  return clipWords(findField(id, facts)?.label ?? id ?? "", maxLabel);
}

function findOutput([nodeId, ...output]: readonly string[], { graph, nodeTypes }: ValueFacts) {
  const node = graph?.nodes.find((candidate) => candidate.id === nodeId);
  const type = node === undefined ? undefined : nodeTypes.get(node.type);
  const path = output.join(".");
  return { node, type, produced: type?.produces.find((value) => value.path === path) };
}

function labelOfOutput(rest: readonly string[], facts: ValueFacts): string {
  const { node, type, produced } = findOutput(rest, facts);
  const what = produced?.label ?? rest.slice(1).join(".");
  if (node === undefined) return what === "" ? "the result of a step" : `${what} of a step`;
  const name = clipWords(nameOf(node, type), maxLabel);
  return what === "" ? `the result of ${name}` : `${what} of ${name}`;
}
