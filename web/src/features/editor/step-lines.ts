import type { GraphNode } from "@formloom/shared/graph";
import { stepLine } from "../../plugins/step-line.ts";
import type { PathWords } from "../../plugins/value-labels.ts";
import type { NodeTypes } from "./graph-walk.ts";

interface LineFacts extends PathWords {
  readonly types: NodeTypes;
}

interface KnownLine extends LineFacts {
  readonly line: string;
}

/** Settings never change in place, so a step's line is written once for each of them. */
const lines = new WeakMap<GraphNode, KnownLine>();

/** What a step will do, in one line. */
export function lineOfStep(node: GraphNode, { types, ...words }: LineFacts): string {
  const { labels, kinds, choices } = words;
  const known = lines.get(node);
  if (
    known?.types === types &&
    known.labels === labels &&
    known.kinds === kinds &&
    known.choices === choices
  )
    return known.line;
  const line = stepLine(node, types.get(node.type), words);
  lines.set(node, { types, labels, kinds, choices, line });
  return line;
}
