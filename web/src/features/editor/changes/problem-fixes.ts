import type { ConnectionView } from "@formloom/shared/api";
import { closestFields, findFieldUses, type Field } from "@formloom/shared/form";
import {
  replaceField,
  type Graph,
  type GraphNode,
  type NodeSettings,
  type Problem,
} from "@formloom/shared/graph";
import type { GraphChange, Place } from "../graph-change.ts";
import { edgesInto, findNode, portsOf, reaches, type NodeTypes } from "../graph-walk.ts";
import { outlineRows } from "../outline-rows.ts";
import { stepName } from "../../../plugins/value-labels.ts";

/** One click that mends a problem: a change of the draft, which is one step back, or a place to add a step. */
export type ProblemFix =
  | { readonly label: string; readonly change: GraphChange }
  | { readonly label: string; readonly addAt: Place };

export interface FixFacts {
  readonly graph: Graph;
  readonly fields: readonly Field[];
  readonly types: NodeTypes;
  /** Null: not known. */
  readonly connections: readonly ConnectionView[] | null;
  /** For ids; in [0, 1). */
  readonly newEdgeId: () => string;
}

/** What mends a problem with one click, the best first; none where only its owner can know. */
export function fixesFor(problem: Problem, facts: FixFacts): ProblemFix[] {
  const fix = Object.hasOwn(fixes, problem.code) ? fixes[problem.code] : undefined;
  const node = problem.nodeId === null ? undefined : findNode(facts.graph, problem.nodeId);
  return fix === undefined ? [] : fix({ problem, node, facts });
}

/** Questions that are offered in the place of one that is gone. */
const maxOffered = 3;

interface Trouble {
  readonly problem: Problem;
  readonly node: GraphNode | undefined;
  readonly facts: FixFacts;
}

const fixes: Readonly<Record<string, (trouble: Trouble) => ProblemFix[]>> = {
  unknown_field: replaceLostField,
  unreachable: connectOrDelete,
  single_way: deleteStep,
  unknown_plugin: deleteStep,
  no_otherwise: addOtherwise,
  no_steps: addFirst,
  no_events: listenToSubmissions,
  connection_missing: useOnlyConnection,
  missing_setting: fillSetting,
  cannot_pass_through: passThrough,
  dangling_edge: removeEdge,
  self_edge: removeEdge,
  bad_port: removeEdge,
};

function replaceLostField({ node, facts: { graph, fields, types } }: Trouble): ProblemFix[] {
  if (node === undefined) return [];
  const usable = fields.filter((field) => field.kind !== "heading");
  const lost = findFieldUses(node.config).find((use) =>
    usable.every((field) => field.id !== use.fieldId),
  );
  if (lost === undefined) return [];
  const wanted = types.get(node.type)?.accepts[lost.path[0] ?? ""] ?? [];
  const fitting = usable.filter((field) => wanted.length === 0 || wanted.includes(field.kind));
  const likeliest = closestFields(lost.fieldId, fitting).slice(0, maxOffered);
  return likeliest.map(({ id, label }) => ({
    label: `Use “${label}” instead`,
    change: {
      type: "graphReplaced",
      graph: replaceField(graph, lost.fieldId, id),
      label: "use another question",
    },
  }));
}

function connectOrDelete(trouble: Trouble): ProblemFix[] {
  const { node, facts } = trouble;
  if (node === undefined) return [];
  const { graph, types } = facts;
  const end = edgesInto(graph, node.id).length > 0 ? undefined : lastOpenEnd(node, facts);
  const connect: ProblemFix[] =
    end === undefined
      ? []
      : [
          {
            label: `Put it after “${stepName(end.node, types)}”`,
            change: {
              type: "edgeConnected",
              targetTakesMany: types.get(node.type)?.role === "merge",
              edge: {
                id: facts.newEdgeId(),
                source: end.node.id,
                sourcePort: end.port,
                target: node.id,
                targetPort: "in",
              },
            },
          },
        ];
  return [...connect, ...deleteStep(trouble)];
}

/** The last step of the automation that nothing follows yet, with the port to go on by. */
function lastOpenEnd(
  node: GraphNode,
  { graph, types }: FixFacts,
): { readonly node: GraphNode; readonly port: string } | undefined {
  const rows = outlineRows(graph, types).filter((row) => !row.loose);
  for (const { nodeId } of rows.toReversed()) {
    const end = findNode(graph, nodeId);
    if (end === undefined || reaches(graph, node.id, nodeId)) continue;
    const used = new Set(
      graph.edges.flatMap((edge) => (edge.source === nodeId ? [edge.sourcePort] : [])),
    );
    const port = portsOf(graph, end, types).find(({ id }) => id !== "error" && !used.has(id));
    if (port !== undefined) return { node: end, port: port.id };
  }
  return undefined;
}

function deleteStep({ node }: Trouble): ProblemFix[] {
  if (node === undefined || node.type === "trigger") return [];
  return [{ label: "Delete the step", change: { type: "nodesRemoved", nodeIds: [node.id] } }];
}

function addOtherwise({ node, facts: { types } }: Trouble): ProblemFix[] {
  const outputs = node === undefined ? undefined : types.get(node.type)?.outputs;
  if (node === undefined || outputs === undefined || Array.isArray(outputs)) return [];
  const [rest] = outputs.rest;
  if (rest === undefined) return [];
  const addAt = { kind: "port", nodeId: node.id, port: rest.id } as const;
  return [{ label: `Add a step at “${rest.label}”`, addAt }];
}

function addFirst({ facts: { graph } }: Trouble): ProblemFix[] {
  const trigger = graph.nodes.find((node) => node.type === "trigger");
  if (trigger === undefined) return [];
  return [{ label: "Add a step", addAt: { kind: "port", nodeId: trigger.id, port: "out" } }];
}

function listenToSubmissions({ node }: Trouble): ProblemFix[] {
  if (node === undefined) return [];
  const config = { ...node.config, events: ["form.submitted"] };
  return [setting(node, { label: "Start when a response is sent in", config, path: "events" })];
}

function useOnlyConnection({ node, facts: { types, connections } }: Trouble): ProblemFix[] {
  const kind = node === undefined ? undefined : types.get(node.type)?.connection?.kind;
  const fitting = connections?.filter((connection) => connection.kind === kind) ?? [];
  const [only, ...more] = fitting;
  if (node === undefined || only === undefined || more.length > 0) return [];
  return [
    {
      label: `Use “${only.name}”`,
      change: { type: "connectionChosen", nodeId: node.id, connectionId: only.id },
    },
  ];
}

function fillSetting({ problem: { path }, node, facts }: Trouble): ProblemFix[] {
  if (node === undefined || path === null) return [];
  if (path === "subject") {
    const config = { ...node.config, subject: "{{ form.name }}" };
    return [setting(node, { label: "Use the form’s name", config, path })];
  }
  const type = facts.types.get(node.type);
  const kinds = type?.accepts[path] ?? [];
  const [only, ...more] = facts.fields.filter((field) => kinds.includes(field.kind));
  if (only === undefined || more.length > 0) return [];
  const pill = `{{ answers.${only.id} }}`;
  const config = { ...node.config, [path]: Array.isArray(type?.defaults[path]) ? [pill] : pill };
  return [setting(node, { label: `Use “${only.label}”`, config, path })];
}

function setting(
  node: GraphNode,
  {
    label,
    config,
    path,
  }: { readonly label: string; readonly config: Record<string, unknown>; readonly path: string },
): ProblemFix {
  return {
    label,
    change: { type: "configChanged", nodeId: node.id, config, setting: `fix ${path}` },
  };
}

function passThrough({ node }: Trouble): ProblemFix[] {
  if (node === undefined) return [];
  const { onError: _on, ...rest } = node.settings ?? {};
  const disabled = node.settings?.disabled;
  return disabled === true
    ? [
        {
          label: "Switch it on",
          change: { type: "settingsChanged", nodeId: node.id, settings: withoutOff(node) },
        },
      ]
    : [
        {
          label: "Stop when it fails",
          change: { type: "settingsChanged", nodeId: node.id, settings: rest },
        },
      ];
}

function withoutOff({ settings = {} }: GraphNode): NodeSettings {
  const { disabled: _off, ...rest } = settings;
  return rest;
}

function removeEdge({ problem: { edgeId } }: Trouble): ProblemFix[] {
  return edgeId === null
    ? []
    : [{ label: "Remove the connection", change: { type: "edgeRemoved", edgeId } }];
}
