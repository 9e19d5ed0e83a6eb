import type { Graph, GraphNode } from "@formloom/shared/graph";
import { stepName } from "../../plugins/value-labels.ts";
import type { ElementFacts } from "./editor-elements.ts";
import { findNode, isTrigger, type NodeTypes } from "./graph-walk.ts";
import { openWays, outlineRows, wayWords } from "./outline-rows.ts";
import { lineOfStep } from "./step-lines.ts";
import { stepNote, type StepNote } from "./step-notes.ts";

/** Everything that one line of the outline shows: plain data, so that equal ones need not be drawn again. */
export interface OutlineItemData {
  /** The step's id. */
  readonly id: string;
  readonly depth: number;
  readonly via: string | null;
  /** Whether it is the first of those that nothing leads to. */
  readonly startsLoose: boolean;
  readonly name: string;
  readonly line: string;
  readonly icon: string;
  readonly hue: string | null;
  readonly off: boolean;
  readonly isStart: boolean;
  readonly note: StepNote | null;
  /** Ways of a step with several that end there. */
  readonly openWays: readonly {
    readonly port: string;
    readonly label: string;
    readonly words: string;
  }[];
}

/** The lines of the outline, in the order of the sentence. */
export function outlineItems(graph: Graph, facts: ElementFacts): OutlineItemData[] {
  const rows = outlineRows(graph, facts.types);
  return rows.flatMap((row, index) => {
    const node = findNode(graph, row.nodeId);
    if (node === undefined) return [];
    const startsLoose = row.loose && rows[index - 1]?.loose !== true;
    const { depth, via } = row;
    return [{ depth, via, startsLoose, ...stepData(graph, node, facts) }];
  });
}

function stepData(graph: Graph, node: GraphNode, facts: ElementFacts) {
  const type = facts.types.get(node.type);
  return {
    id: node.id,
    name: stepName(node, facts.types),
    line: lineOfStep(node, facts),
    icon: type?.icon ?? "puzzle",
    hue: type?.category ?? null,
    off: node.settings?.disabled === true,
    isStart: isTrigger(node, facts.types),
    note: stepNote(graph, node, facts),
    openWays: openWayData(graph, node, facts.types),
  };
}

function openWayData(graph: Graph, node: GraphNode, types: NodeTypes) {
  return openWays(graph, node, types).map((port) => ({
    port: port.id,
    label: port.label,
    words: wayWords(node, port, types),
  }));
}
