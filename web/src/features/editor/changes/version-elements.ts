import type { Graph, GraphDifference, GraphEdge } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import type { Node } from "@xyflow/react";
import { layoutLink, stepCard, type StepCard } from "../../../plugins/step-card.ts";
import type { PathWords } from "../../../plugins/value-labels.ts";
import { cardSize } from "../../../ui/flow/flow-card.tsx";
import type { FlowEdgeModel } from "../../../ui/flow/flow-edge.tsx";
import { layOut } from "../../../ui/flow/flow-layout.ts";
import { linkKey, type LayoutPoint } from "../../../ui/flow/layout-parts.ts";

/** What happened to a step between two versions. */
export type StepMark = "added" | "removed" | "changed" | "same";

export interface VersionCardData extends StepCard, Record<string, unknown> {
  readonly mark: StepMark;
}

export type VersionNodeModel = Node<VersionCardData, "version-step">;

export interface VersionFacts {
  readonly types: ReadonlyMap<string, NodeType>;
  readonly words: PathWords;
}

/** A card that says what happened to its step has room for it. */
function sizeOf(mark: StepMark): { readonly width: number; readonly height: number } {
  const height = cardSize.height + (mark === "same" ? 0 : cardSize.footer);
  return { width: cardSize.width, height };
}

export const markWords: Readonly<Record<StepMark, string>> = {
  added: "Added",
  removed: "Removed",
  changed: "Changed",
  same: "",
};

/** Both graphs in one picture: what the newer one has, and what it has no longer. */
export function versionElements(
  {
    before,
    after,
    changes,
  }: {
    readonly before: Graph | null;
    readonly after: Graph;
    readonly changes: readonly GraphDifference[];
  },
  facts: VersionFacts,
): { readonly nodes: VersionNodeModel[]; readonly edges: FlowEdgeModel[] } {
  const kept = new Set(after.nodes.map((node) => node.id));
  const gone = before === null ? [] : before.nodes.filter((node) => !kept.has(node.id));
  const nodes = [...after.nodes, ...gone];
  const edges = joinedEdges(before, after);
  const marks = new Map(
    nodes.map(({ id }) => [id, kept.has(id) ? markOf(id, before, changes) : "removed"] as const),
  );
  const allEdges = edges.map(({ edge }) => edge);
  const linkOf = (edge: GraphEdge) => layoutLink(edge, nodes, facts.types);
  const { at, bends } = layOut(
    nodes.map(({ id, position }) => ({
      id,
      ...sizeOf(marks.get(id) ?? "same"),
      fixed: position,
    })),
    allEdges.map(linkOf),
  );
  return {
    nodes: nodes.map((node): VersionNodeModel => {
      const mark = marks.get(node.id) ?? "same";
      const size = sizeOf(mark);
      const data = { ...stepCard(node, allEdges, facts), mark };
      return {
        id: node.id,
        type: "version-step",
        data,
        position: at.get(node.id) ?? { x: 0, y: 0 },
        ...size,
        measured: size,
        ariaLabel: [data.title, markWords[mark]].filter((word) => word !== "").join(": "),
      };
    }),
    edges: edges.map((joined) => lineOf(joined, bends.get(linkKey(linkOf(joined.edge))))),
  };
}

function markOf(
  nodeId: string,
  before: Graph | null,
  changes: readonly GraphDifference[],
): StepMark {
  if (before === null) return "same";
  const own = changes.filter((change) => change.nodeId === nodeId);
  if (own.some((change) => change.kind === "added")) return "added";
  return own.length > 0 ? "changed" : "same";
}

interface JoinedEdge {
  readonly edge: GraphEdge;
  readonly mark: "added" | "removed" | "same";
}

/** Edges of both graphs; those that connect the same are one, whatever their ids are. */
function joinedEdges(before: Graph | null, after: Graph): JoinedEdge[] {
  const keyOf = ({ source, sourcePort, target }: GraphEdge): string =>
    `${source} ${sourcePort} ${target}`;
  const older = new Set((before?.edges ?? []).map(keyOf));
  const newer = new Set(after.edges.map(keyOf));
  return [
    ...after.edges.map((edge): JoinedEdge => ({
      edge,
      mark: before === null || older.has(keyOf(edge)) ? "same" : "added",
    })),
    ...(before?.edges ?? [])
      .filter((edge) => !newer.has(keyOf(edge)))
      .map((edge): JoinedEdge => ({ edge: { ...edge, id: `gone-${edge.id}` }, mark: "removed" })),
  ];
}

function lineOf({ edge, mark }: JoinedEdge, bends: readonly LayoutPoint[] = []): FlowEdgeModel {
  const looks = { added: "taken", removed: "faded", same: "plain" } as const;
  const words = { added: "New", removed: "Gone", same: null } as const;
  return {
    id: edge.id,
    type: "flow",
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: "in",
    focusable: false,
    data: { label: words[mark], look: looks[mark], addLabel: null, onAdd: null, bends },
  };
}
