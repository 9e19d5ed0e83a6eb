import type { FieldKind } from "../form/field-kind.ts";
import { choiceLabelsByPath, fieldKindsByPath, type Field } from "../form/fields.ts";
import type { NodeType } from "../plugin/manifest.ts";
import { buildPlan } from "./build-plan.ts";
import { nodeProblems, type CheckConfig } from "./check-node.ts";
import { structureProblems } from "./check-structure.ts";
import { wayHints } from "./check-ways.ts";
import type { ValueWorld } from "./check-values.ts";
import type { Graph } from "./graph.ts";
import { indexGraph, type GraphIndex } from "./graph-index.ts";
import type { Plan } from "./plan.ts";
import type { Problem } from "./problem.ts";
import { createAncestorTest } from "./topology.ts";
import { readTrigger } from "./trigger-settings.ts";

/** What compiling has to know besides the graph. */
export interface CompileFacts {
  /** The form's fields of the moment. */
  readonly fields: readonly Field[];
  /** Installed node types by id. */
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
  /**
   * The plugin's own check: its schema and `validate`. Settings of an older version are to be lifted
   * first. Absent: only what node types say as data is checked.
   */
  readonly checkConfig?: CheckConfig;
}

/** A plan with warnings, or no plan and at least one error. */
export type CompileResult =
  | { readonly plan: Plan; readonly problems: Problem[] }
  | { readonly plan: null; readonly problems: Problem[] };

/**
 * Turns a graph into a plan, or says what keeps it from being published. Pure; the editor and the
 * server use it alike. Time grows with nodes and edges only; 1,000 nodes take a few milliseconds.
 *
 * @example const { plan, problems } = compileGraph(graph, { fields, nodeTypes });
 */
export function compileGraph(graph: Graph, facts: CompileFacts): CompileResult {
  const index = indexGraph(graph, facts.nodeTypes);
  const world = describeWorld(index, facts);
  const problems = findProblems(index, world, facts);
  if (problems.some((problem) => problem.severity === "error")) return { plan: null, problems };
  return {
    plan: buildPlan(index, { kinds: world.kinds, choices: choiceLabelsByPath(facts.fields) }),
    problems,
  };
}

/** The problems alone, as {@link compileGraph} finds them: for an editor that asks after each change. */
export function graphProblems(graph: Graph, facts: CompileFacts): Problem[] {
  const index = indexGraph(graph, facts.nodeTypes);
  return findProblems(index, describeWorld(index, facts), facts);
}

function findProblems(index: GraphIndex, world: ValueWorld, facts: CompileFacts): Problem[] {
  const structure = structureProblems(index);
  return [
    ...structure,
    // Advice on ways is worth reading once the graph is sound.
    ...(structure.length === 0 ? wayHints(index) : []),
    ...index.nodes.flatMap((placed, position) =>
      nodeProblems(placed, { position, world, checkConfig: facts.checkConfig }),
    ),
  ];
}

function describeWorld(index: GraphIndex, facts: CompileFacts): ValueWorld {
  const [trigger] = index.triggers;
  const isOrdered = index.order.length === index.nodes.length;
  return {
    index,
    fields: new Map(facts.fields.map((field) => [field.id, field])),
    events: readTrigger(index.nodes[trigger ?? -1]?.node).events,
    kinds: kindsOf(index, facts.fields),
    isAncestor: isOrdered ? createAncestorTest(index.adjacency, index.order) : () => true,
  };
}

/** Kinds of all values that steps can use, by path. */
export function kindsOf(index: GraphIndex, fields: readonly Field[]): Record<string, FieldKind> {
  const kinds = { ...fieldKindsByPath(fields) };
  for (const { node, type } of index.nodes) {
    for (const { path, kind } of type?.produces ?? []) kinds[`steps.${node.id}.${path}`] = kind;
  }
  return kinds;
}
