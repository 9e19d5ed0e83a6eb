import type { Problem } from "./problem.ts";

/** Every code that compiling can give. */
export const problemCodes = [
  "no_trigger",
  "several_triggers",
  "no_steps",
  "no_events",
  "duplicate_id",
  "bad_id",
  "dangling_edge",
  "self_edge",
  "bad_port",
  "several_edges",
  "cycle",
  "unreachable",
  "unknown_plugin",
  "unknown_version",
  "unsupported_event",
  "cannot_pass_through",
  "connection_missing",
  "missing_setting",
  "bad_setting",
  "template_syntax",
  "bad_condition",
  "unknown_path",
  "unknown_field",
  "not_an_ancestor",
  "unknown_output",
  "no_answers",
  "no_previous",
  "wrong_kind",
  "no_otherwise",
  "single_way",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What a problem is about; absent: the whole graph. */
export interface ProblemPlace {
  readonly nodeId?: string;
  readonly edgeId?: string;
  /** Dotted path of the setting. */
  readonly path?: string;
  readonly nodeIds?: readonly string[];
}

/** A problem that keeps the graph from being published. */
export function errorAt(code: ProblemCode, message: string, place: ProblemPlace = {}): Problem {
  const nodeIds = place.nodeIds ?? (place.nodeId === undefined ? [] : [place.nodeId]);
  return {
    severity: "error",
    code,
    message,
    nodeId: place.nodeId ?? null,
    edgeId: place.edgeId ?? null,
    path: place.path ?? null,
    nodeIds: [...nodeIds],
  };
}

/** Something the owner should know, and may leave as it is. */
export function warningAt(code: ProblemCode, message: string, place: ProblemPlace = {}): Problem {
  return { ...errorAt(code, message, place), severity: "warning" };
}
