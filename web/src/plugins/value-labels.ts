import type { FormEventType } from "@formloom/shared/events";
import type { ChoiceOption, Field, FieldKind } from "@formloom/shared/form";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import type { ChoiceLabels } from "@formloom/shared/values";

/** Names that stand for paths, and how their values are read. */
export interface PathWords {
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
  readonly choices: ChoiceLabels;
}

/** A value that a setting can use, in the owner's words. */
export interface UsableValue {
  readonly path: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly options: readonly ChoiceOption[];
}

export interface UsableGroup {
  readonly title: string;
  readonly source: "answers" | "steps" | "about";
  readonly values: readonly UsableValue[];
}

/** What a step can use: the answers in the form's order, what earlier steps made, facts of the response. */
export function usableValues(options: {
  readonly fields: readonly Field[];
  readonly events: readonly FormEventType[];
  /** Nearest first. */
  readonly earlier: readonly GraphNode[];
  readonly types: ReadonlyMap<string, NodeType>;
}): UsableGroup[] {
  const asked = options.fields.filter((field) => field.kind !== "heading");
  const answers = asked.map((field) => answerValue(field, "answers", ""));
  const edited = options.events.includes("response.edited");
  const before = edited
    ? asked.map((field) => answerValue(field, "previous.answers", " (before)"))
    : [];
  const groups: UsableGroup[] = [
    { title: "Answers", source: "answers", values: answers },
    { title: "Answers before the edit", source: "answers", values: before },
    ...options.earlier.map((node) => stepGroup(node, options.types)),
    { title: "About this response", source: "about", values: aboutValues },
  ];
  return groups.filter((group) => group.values.length > 0);
}

/** Labels by path, for pills and sentences. */
export function labelsByPath(groups: readonly UsableGroup[]): Record<string, string> {
  return Object.fromEntries(allValues(groups).map((value) => [value.path, value.label]));
}

/** Kinds by path, for conditions. */
function kindsByPath(groups: readonly UsableGroup[]): Record<string, FieldKind> {
  return Object.fromEntries(allValues(groups).map((value) => [value.path, value.kind]));
}

/** Labels of options by path, for texts and conditions. */
export function choicesByPath(groups: readonly UsableGroup[]): ChoiceLabels {
  return Object.fromEntries(
    allValues(groups).flatMap(({ path, options }) =>
      options.length === 0 ? [] : [[path, labelsOfOptions(options)]],
    ),
  );
}

const labelsByOptions = new WeakMap<readonly ChoiceOption[], Readonly<Record<string, string>>>();

/** The same object for the same options, which never change in place. */
function labelsOfOptions(options: readonly ChoiceOption[]): Readonly<Record<string, string>> {
  const known = labelsByOptions.get(options);
  if (known !== undefined) return known;
  const labels = Object.fromEntries(options.map(({ id, label }) => [id, label]));
  labelsByOptions.set(options, labels);
  return labels;
}

/** Everything that puts paths into words. */
export function pathWords(groups: readonly UsableGroup[]): PathWords {
  return {
    labels: labelsByPath(groups),
    kinds: kindsByPath(groups),
    choices: choicesByPath(groups),
  };
}

export function allValues(groups: readonly UsableGroup[]): UsableValue[] {
  return groups.flatMap((group) => group.values);
}

/** Labels of everything in a graph, whichever step uses it. */
export function graphLabels(
  graph: Graph,
  fields: readonly Field[],
  types: ReadonlyMap<string, NodeType>,
): Record<string, string> {
  return labelsByPath(
    usableValues({
      fields,
      events: ["form.submitted", "response.edited"],
      earlier: graph.nodes,
      types,
    }),
  );
}

/** What a step is called: the owner's name for it, or its type's. */
export function stepName(node: GraphNode, types: ReadonlyMap<string, NodeType>): string {
  return node.name ?? types.get(node.type)?.name ?? node.type;
}

function answerValue(field: Field, root: string, suffix: string): UsableValue {
  return {
    path: `${root}.${field.id}`,
    label: `${field.label}${suffix}`,
    kind: field.kind,
    options: field.options ?? [],
  };
}

function stepGroup(node: GraphNode, types: ReadonlyMap<string, NodeType>): UsableGroup {
  const name = stepName(node, types);
  const produced = types.get(node.type)?.produces ?? [];
  const values = produced.map((value): UsableValue => ({
    path: `steps.${node.id}.${value.path}`,
    label: `${name}: ${value.label}`,
    kind: value.kind,
    options: [],
  }));
  return { title: `From “${name}”`, source: "steps", values };
}

const aboutValues: readonly UsableValue[] = [
  { path: "response.submittedAt", label: "Sent in at", kind: "date", options: [] },
  { path: "response.editedAt", label: "Edited at", kind: "date", options: [] },
  { path: "response.url", label: "Link to the response", kind: "url", options: [] },
  { path: "response.id", label: "Number of the response", kind: "text", options: [] },
  { path: "form.name", label: "Name of the form", kind: "text", options: [] },
  { path: "event.at", label: "Time of the event", kind: "date", options: [] },
  { path: "run.id", label: "Number of the run", kind: "text", options: [] },
];
