import type { FormEventType } from "../events/form-event.ts";
import type { Field } from "../form/fields.ts";
import type { ProblemCode } from "./create-problem.ts";
import { isTrigger, type GraphIndex, type PlacedNode } from "./graph-index.ts";

/** What a path may refer to, from where a node stands. */
export interface PathWorld {
  readonly index: GraphIndex;
  readonly fields: ReadonlyMap<string, Field>;
  readonly events: readonly FormEventType[];
  /** Always true where the graph's order is not known. */
  readonly isAncestor: (ancestor: number, node: number) => boolean;
}

/** Why a path can't be used. */
export interface PathComplaint {
  readonly severity: "error" | "warning";
  readonly code: ProblemCode;
  readonly message: string;
}

/** Members of what every run knows, besides answers and steps. */
const contextMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ["response", ["id", "submittedAt", "editedAt", "url"]],
  ["form", ["id", "name"]],
  ["event", ["type", "at", "id"]],
  ["run", ["id"]],
]);

/** Judges one path that the node at `position` uses; none where there is nothing to say. */
export function checkPath(
  segments: readonly string[],
  position: number,
  world: PathWorld,
): PathComplaint[] {
  const [root = "", ...rest] = segments;
  const path = segments.join(".");
  if (root === "answers")
    return [...answerComplaints(root, world), ...fieldComplaints(rest[0], world)];
  if (root === "previous") return previousComplaints(rest, path, world);
  if (root === "changes") return [];
  if (root === "steps") return stepComplaints(rest, position, world);
  const members = contextMembers.get(root);
  const [member] = rest;
  const isKnown = member === undefined || (members?.includes(member) === true && rest.length === 1);
  if (members === undefined || !isKnown) return [unknownPath(path)];
  return root === "response" ? answerComplaints(root, world) : [];
}

function unknownPath(path: string): PathComplaint {
  const message = `There is no value called “${path}”; choose one from the list.`;
  return { severity: "error", code: "unknown_path", message };
}

/** A change of the form itself brings no response along. */
function answerComplaints(root: string, { events }: PathWorld): PathComplaint[] {
  if (!events.includes("form.updated")) return [];
  const what = root === "answers" ? "answers" : "response";
  if (events.every((event) => event === "form.updated")) {
    const message = `A change of the form comes without ${what}; remove the value, or choose another “When”.`;
    return [{ severity: "error", code: "no_answers", message }];
  }
  const message = `This is empty when the form itself changes, since that comes without ${what}.`;
  return [{ severity: "warning", code: "no_answers", message }];
}

function previousComplaints(
  [member, fieldId]: readonly string[],
  path: string,
  world: PathWorld,
): PathComplaint[] {
  if (member !== undefined && member !== "answers") return [unknownPath(path)];
  const lost = fieldComplaints(fieldId, world);
  if (lost.length > 0 || world.events.includes("response.edited")) return lost;
  const message = "Earlier answers exist only when a response is edited; this is always empty.";
  return [{ severity: "warning", code: "no_previous", message }];
}

function fieldComplaints(fieldId: string | undefined, { fields }: PathWorld): PathComplaint[] {
  if (fieldId === undefined) return [];
  const field = fields.get(fieldId);
  if (field !== undefined && field.kind !== "heading") return [];
  const message =
    field === undefined
      ? `The form has no question “${fieldId}” (any more); choose another.`
      : `“${field.label}” is a heading and has no answer; choose a question.`;
  return [{ severity: "error", code: "unknown_field", message }];
}

function stepComplaints(
  [nodeId, ...output]: readonly string[],
  position: number,
  { index, isAncestor }: PathWorld,
): PathComplaint[] {
  if (nodeId === undefined) return [unknownPath("steps")];
  const source = index.positions.get(nodeId);
  const placed = source === undefined ? undefined : index.nodes[source];
  if (source === undefined || placed === undefined) {
    const message = `This uses the result of a step that doesn't exist (any more), “${nodeId}”.`;
    return [{ severity: "error", code: "not_an_ancestor", message }];
  }
  if (isTrigger(placed) || !isAncestor(source, position)) {
    const message = `This uses the result of “${placed.name}”, which doesn't come before this step.`;
    return [{ severity: "error", code: "not_an_ancestor", message }];
  }
  return outputComplaints(placed, output.join("."));
}

/** What a step gives is known in part only, such as a web service's reply: so it is a warning. */
function outputComplaints({ node, type, name }: PlacedNode, path: string): PathComplaint[] {
  if (path === "" || type === undefined) return [];
  const isOff = node.settings?.disabled === true;
  if (!isOff && type.produces.some((produced) => overlaps(produced.path, path))) return [];
  const message = isOff
    ? `“${name}” is switched off, so this has no value.`
    : `“${name}” is not known to give “${path}”; it may be empty.`;
  return [{ severity: "warning", code: "unknown_output", message }];
}

/** Whether one path lies within the other. */
function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
