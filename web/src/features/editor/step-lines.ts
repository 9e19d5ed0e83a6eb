import type { GraphNode } from "@formloom/shared/graph";
import { stepLine } from "../../plugins/step-line.ts";
import type { PathWords } from "../../plugins/value-labels.ts";
import type { NodeTypes } from "./graph-walk.ts";
import { keepMade } from "./keep-made.ts";

interface LineFacts extends PathWords {
  readonly types: NodeTypes;
}

const keptLines = keepMade<string>();
const keptPaths = keepMade<readonly string[]>();

/**
 * What a step will do, in one line: written once for its settings and the words for what they use. That some
 * other step came or went changes the words for other values only.
 */
export function lineOfStep(node: GraphNode, { types, ...words }: LineFacts): string {
  const { labels, kinds, choices } = words;
  const paths = keptPaths(node.config, [], () => possiblePaths(node.config));
  const used = paths.flatMap((path) => [labels[path], kinds[path], choices[path]]);
  return keptLines(node, [types, ...used], () => stepLine(node, types.get(node.type), words));
}

const inPills = /\{\{\s*([^\s|}]+)/g;

/** Every text of the settings that may be the path of a value, alone or within a pill. */
function possiblePaths(settings: unknown): string[] {
  const found = new Set<string>();
  visit(settings);
  return [...found];

  function visit(value: unknown): void {
    if (typeof value === "string") {
      if (value.includes("{{"))
        for (const [, path = ""] of value.matchAll(inPills)) found.add(path);
      else if (value.includes(".")) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const member of Object.values(value)) visit(member);
    }
  }
}
