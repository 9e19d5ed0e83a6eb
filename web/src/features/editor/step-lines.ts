import type { FieldKind } from "@formloom/shared/form";
import type { GraphNode } from "@formloom/shared/graph";
import { stepLine } from "../../plugins/step-line.ts";
import type { NodeTypes } from "./graph-walk.ts";

interface LineFacts {
  readonly types: NodeTypes;
  readonly labels: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, FieldKind>>;
}

interface KnownLine extends LineFacts {
  readonly line: string;
}

/** Settings never change in place, so a step's line is written once for each of them. */
const lines = new WeakMap<GraphNode, KnownLine>();

/** What a step will do, in one line. */
export function lineOfStep(node: GraphNode, { types, labels, kinds }: LineFacts): string {
  const known = lines.get(node);
  if (known?.types === types && known.labels === labels && known.kinds === kinds) return known.line;
  const line = stepLine(node, types.get(node.type), { labels, kinds });
  lines.set(node, { types, labels, kinds, line });
  return line;
}
