import type { RunView } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { isPlainObject, type PlainObject } from "../../../ui/schema-form/schema-values.ts";
import type { EditWay } from "./replay-ask.ts";

/** What stands for a secret in everything that is shown. */
const mask = "•••";

/** What can be changed of the step that a replay begins at. */
export interface EditableStep {
  readonly node: GraphNode;
  readonly type: NodeType;
  /** Its last input, as values that nothing is filled into; null: it has none, or a part of it is hidden. */
  readonly input: PlainObject | null;
  /** Why there is no input to change; null where there is one. */
  readonly noInput: string | null;
}

/** The step with what of it can be edited; null for the trigger, and for a kind that is not installed. */
export function editableStep(
  run: Pick<RunView, "graph" | "steps">,
  nodeId: string | null,
  types: ReadonlyMap<string, NodeType>,
): EditableStep | null {
  const node = run.graph.nodes.find(({ id }) => id === nodeId);
  const type = types.get(node?.type ?? "");
  if (node === undefined || type === undefined || type.role !== "action") return null;
  const input = run.steps.find((step) => step.nodeId === nodeId)?.attempts.at(-1)?.input;
  if (!isPlainObject(input)) {
    const noInput =
      "It stopped before its values were filled in, so only its settings can be changed.";
    return { node, type, input: null, noInput };
  }
  if (JSON.stringify(input).includes(mask)) {
    const noInput =
      "What went in holds a secret, which is hidden here, so only its settings can be changed.";
    return { node, type, input: null, noInput };
  }
  return { node, type, input, noInput: null };
}

/** The way that is left where the one that was asked for does not exist. */
export function possibleWay(way: EditWay, step: EditableStep | null): EditWay {
  if (step === null) return "none";
  return way === "input" && step.input === null ? "settings" : way;
}
