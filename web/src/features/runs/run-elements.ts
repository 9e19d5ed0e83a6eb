import type { RunView, StepView } from "@formloom/shared/api";
import type { GraphEdge, GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import type { Node } from "@xyflow/react";
import { layoutLink, stepCard, type StepCard } from "../../plugins/step-card.ts";
import type { PathWords } from "../../plugins/value-labels.ts";
import { cardSize } from "../../ui/flow/flow-card.tsx";
import type { FlowEdgeModel } from "../../ui/flow/flow-edge.tsx";
import { handlesOf } from "../../ui/flow/flow-ports.tsx";
import { layOut } from "../../ui/flow/flow-layout.ts";
import { linkKey, type LayoutPoint } from "../../ui/flow/layout-parts.ts";
import { isReached, isTaken, stepsByNode } from "./run-path.ts";
import { stepWords, type StateWords } from "./run-words.ts";

export interface RunCardData extends StepCard, Record<string, unknown> {
  readonly reached: boolean;
  readonly state: StateWords;
}

export type RunNodeModel = Node<RunCardData, "run-step">;

export interface RunFacts extends PathWords {
  readonly types: ReadonlyMap<string, NodeType>;
}

const notReached: StateWords = { tone: "passed-by", text: "Not reached" };
const size = { width: cardSize.width, height: 88 } as const;

/** The run's graph as boxes and lines: what was taken bold, the rest faded. */
export function runElements(
  run: RunView,
  facts: RunFacts,
): { readonly nodes: RunNodeModel[]; readonly edges: FlowEdgeModel[] } {
  const steps = stepsByNode(run);
  const { nodes, edges } = run.graph;
  const linkOf = (edge: GraphEdge) => layoutLink(edge, nodes, facts.types);
  const { at, bends } = layOut(
    nodes.map((node) => ({ id: node.id, ...size, fixed: node.position })),
    edges.map(linkOf),
  );
  return {
    nodes: nodes.map((node): RunNodeModel => {
      const data = cardData(node, steps.get(node.id), { run, facts });
      return {
        id: node.id,
        type: "run-step",
        data,
        position: at.get(node.id) ?? { x: 0, y: 0 },
        ...size,
        measured: size,
        handles: handlesOf(size, { hasInput: data.hasInput, outputs: data.ports }),
        ariaLabel: `${data.title}: ${data.state.text}`,
      };
    }),
    edges: edges.map((edge) => lineOf(edge, steps, bends.get(linkKey(linkOf(edge))))),
  };
}

function cardData(
  node: GraphNode,
  step: StepView | undefined,
  { run, facts }: { readonly run: RunView; readonly facts: RunFacts },
): RunCardData {
  return {
    ...stepCard(node, run.graph.edges, { types: facts.types, words: facts }),
    reached: isReached(step),
    state: step === undefined ? notReached : stepWords(step, node),
  };
}

function lineOf(
  edge: GraphEdge,
  steps: ReadonlyMap<string, StepView>,
  bends: readonly LayoutPoint[] = [],
): FlowEdgeModel {
  return {
    id: edge.id,
    type: "flow",
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: "in",
    focusable: false,
    data: {
      label: edge.sourcePort === "error" ? "If it fails" : null,
      look: isTaken(edge, steps) ? "taken" : "faded",
      addLabel: null,
      onAdd: null,
      bends,
    },
  };
}
