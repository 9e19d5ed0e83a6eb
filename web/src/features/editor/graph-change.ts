import type { Graph, GraphEdge, GraphNode, GraphNote, NodeSettings } from "@formloom/shared/graph";
import type { Result } from "@formloom/shared/kernel";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a step goes: onto an edge, or after a port. */
export type Place =
  | { readonly kind: "edge"; readonly edgeId: string }
  | { readonly kind: "port"; readonly nodeId: string; readonly port: string };

/** One act of the owner on the draft, named as what happened. */
export type GraphChange =
  | {
      readonly type: "nodeInserted";
      readonly edgeId: string;
      readonly node: GraphNode;
      readonly port: string;
      readonly newEdgeId: string;
    }
  | {
      readonly type: "nodeAppended";
      readonly source: string;
      readonly sourcePort: string;
      readonly node: GraphNode;
      readonly newEdgeId: string;
    }
  | {
      readonly type: "nodesRemoved";
      readonly nodeIds: readonly string[];
      readonly noteIds?: readonly string[];
    }
  | { readonly type: "edgeConnected"; readonly edge: GraphEdge; readonly targetTakesMany: boolean }
  | { readonly type: "edgeRemoved"; readonly edgeId: string }
  | {
      readonly type: "nodesMoved";
      readonly positions: Readonly<Record<string, Point>>;
      readonly notePositions?: Readonly<Record<string, Point>>;
    }
  | { readonly type: "nodesTidied" }
  | {
      readonly type: "nodeRelocated";
      readonly nodeId: string;
      readonly to: Place;
      readonly port: string;
      readonly newEdgeId: string;
    }
  | {
      readonly type: "configChanged";
      readonly nodeId: string;
      readonly config: Record<string, unknown>;
      readonly setting: string;
      /** Ways on that the new settings no longer have: their connections go with them. */
      readonly lostPorts?: readonly string[];
    }
  | { readonly type: "nodeRenamed"; readonly nodeId: string; readonly name: string }
  | { readonly type: "settingsChanged"; readonly nodeId: string; readonly settings: NodeSettings }
  | {
      readonly type: "connectionChosen";
      readonly nodeId: string;
      readonly connectionId: string | null;
    }
  | {
      readonly type: "nodesPasted";
      readonly nodes: readonly GraphNode[];
      readonly edges: readonly GraphEdge[];
      readonly notes: readonly GraphNote[];
      readonly edgesRemoved: readonly string[];
    }
  | { readonly type: "noteAdded"; readonly note: GraphNote }
  | {
      readonly type: "noteChanged";
      readonly noteId: string;
      readonly change: Partial<Omit<GraphNote, "id">>;
    }
  | {
      readonly type: "graphReplaced";
      readonly graph: Graph;
      /** What was done, to stand after "Undo: ". */
      readonly label: string;
    };

/** Why a change was not made; `message` is for the owner. */
export interface Refusal {
  readonly code:
    | "missing"
    | "cycle"
    | "taken"
    | "same_edge"
    | "trigger"
    | "several_ways"
    | "too_many";
  readonly message: string;
}

export type ChangeResult = Result<Graph, Refusal>;
