import {
  graphEdgeSchema,
  graphLimits,
  graphNodeSchema,
  graphNoteSchema,
  type Graph,
} from "@formloom/shared/graph";
import { isPrototypeKey, isRecord } from "@formloom/shared/values";
import { z } from "zod";

/** The type that copied steps have on the clipboard; their text form says the same. */
export const stepsMimeType = "application/x-formloom-steps";

/** Longer texts are not looked at: no automation is as long. */
const maxLength = 4_000_000;
const maxDepth = 40;
const begin = '{"formloom":"steps"';

const copiedSchema = z.strictObject({
  formloom: z.literal("steps"),
  /** The automation that they were copied from. */
  pipelineId: z.string().max(64),
  nodes: z.array(graphNodeSchema).max(graphLimits.nodes),
  edges: z.array(graphEdgeSchema).max(graphLimits.edges),
  notes: z.array(graphNoteSchema).max(graphLimits.notes),
});

/** Steps and notes with the connections among them, as they are copied. */
export type CopiedSteps = z.infer<typeof copiedSchema>;

/** What copying keeps of the chosen steps and notes; the step that starts it all stays behind. */
export function copySteps(
  pipelineId: string,
  graph: Graph,
  chosen: { readonly nodeIds: ReadonlySet<string>; readonly noteIds: ReadonlySet<string> },
): CopiedSteps {
  const nodes = graph.nodes.filter(({ id, type }) => chosen.nodeIds.has(id) && type !== "trigger");
  const ids = new Set(nodes.map((node) => node.id));
  return {
    formloom: "steps",
    pipelineId,
    nodes,
    edges: graph.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
    notes: graph.notes.filter((note) => chosen.noteIds.has(note.id)),
  };
}

export function isNothing({ nodes, notes }: Pick<CopiedSteps, "nodes" | "notes">): boolean {
  return nodes.length === 0 && notes.length === 0;
}

/** As text for the clipboard. */
export function copiedText({ formloom, ...rest }: CopiedSteps): string {
  return JSON.stringify({ formloom, ...rest });
}

/**
 * Reads what somebody, or some other page, put on the clipboard. Null where it is anything else than
 * copied steps: another text, ids that occur twice, settings nested too deep or with reserved names.
 */
export function readCopied(text: string): CopiedSteps | null {
  if (text.length > maxLength || !text.startsWith(begin)) return null;
  const copied = copiedSchema.safeParse(parseOrNull(text)).data;
  if (copied === undefined) return null;
  const { nodes, edges, notes } = copied;
  const ids = new Set(nodes.map((node) => node.id));
  const isSound =
    ids.size === nodes.length &&
    new Set(notes.map((note) => note.id)).size === notes.length &&
    edges.every((edge) => ids.has(edge.source) && ids.has(edge.target)) &&
    nodes.every((node) => isHarmless(node.config, 0));
  return isSound ? copied : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isHarmless(value: unknown, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isHarmless(item, depth + 1));
  if (!isRecord(value)) return typeof value !== "object" || value === null;
  return Object.entries(value).every(
    ([key, item]) => !isPrototypeKey(key) && isHarmless(item, depth + 1),
  );
}
