import type { Graph } from "@formloom/shared/graph";
import { z } from "zod";
import type { EditHistory, HistoryStep } from "./edit-history.ts";
import { graphDelta, graphDeltaSchema, withDelta } from "./graph-delta.ts";

/** The history of a draft as it is kept over a reload. Each step holds what differs from the one after it. */
const stepSchema = z.strictObject({
  label: z.string().max(80),
  at: z.number(),
  delta: graphDeltaSchema,
});
const keptSchema = z.strictObject({
  /** The draft's version on the server that this is the history of. */
  version: z.number().int(),
  /** Of the graph at that version. */
  fingerprint: z.string(),
  past: z.array(stepSchema),
  future: z.array(stepSchema),
});

/** Older steps than fit are forgotten. In UTF-16 units, of which a tab's storage holds 5 million. */
const maxLength = 1_500_000;

/** The history as text, newest steps first to be kept. */
export function historyText(history: EditHistory, graph: Graph, version: number): string {
  const room = { left: maxLength };
  const [past, future] = [history.past, history.future].map((steps) => {
    const kept: string[] = [];
    let next = graph;
    for (const { label, at, graph: own } of steps.toReversed()) {
      const delta = deltaBetween(next, own);
      room.left -= delta.length + label.length + stepRoom;
      if (room.left < 0) break;
      kept.unshift(`{"label":${JSON.stringify(label)},"at":${at},"delta":${delta}}`);
      next = own;
    }
    return `[${kept.join()}]`;
  });
  const head = JSON.stringify({ version, fingerprint: fingerprintOf(graph) }).slice(0, -1);
  return `${head},"past":${past},"future":${future}}`;
}

/** What a step takes besides its label and its delta. */
const stepRoom = 50;
const deltas = new WeakMap<Graph, { readonly from: Graph; readonly text: string }>();

/** What turns one graph into the other, as text. Older steps are the same with each save. */
function deltaBetween(from: Graph, to: Graph): string {
  const known = deltas.get(to);
  if (known?.from === from) return known.text;
  const text = JSON.stringify(graphDelta(from, to));
  deltas.set(to, { from, text });
  return text;
}

/**
 * Reads a kept history back; null where it is not that of this very draft, because somebody else changed
 * it in between, or cannot be read.
 */
export function readHistory(text: string, graph: Graph, version: number): EditHistory | null {
  const kept = keptSchema.safeParse(parseOrNull(text)).data;
  if (kept === undefined || kept.version !== version) return null;
  if (kept.fingerprint !== fingerprintOf(graph)) return null;
  return { past: unfold(kept.past, graph), future: unfold(kept.future, graph) };
}

function unfold(steps: readonly z.infer<typeof stepSchema>[], graph: Graph): HistoryStep[] {
  let next = graph;
  return steps
    .toReversed()
    .map(({ label, at, delta }): HistoryStep => {
      next = withDelta(next, delta);
      return { label, at, graph: next, joins: null };
    })
    .toReversed();
}

const hashes = new WeakMap<object, string>();

/** Of an item, its members in the order of their names. Items never change in place. */
function hashOf(item: object): string {
  const known = hashes.get(item);
  if (known !== undefined) return known;
  const hash = hashText(textOf(item));
  hashes.set(item, hash);
  return hash;
}

function textOf(item: object): string {
  return JSON.stringify(item, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Short text that differs where graphs differ; in which order their members were written is the same. */
export function fingerprintOf({ nodes, edges, notes }: Graph): string {
  return hashText([nodes, edges, notes].map((items) => items.map(hashOf).join()).join(";"));
}

/** Two FNV-1a hashes of 32 bits: against mistakes, not against attackers. */
function hashText(text: string): string {
  let [one, two] = [0x811c9dc5, 0x01234567];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    two = Math.imul(two ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return `${text.length}-${(one >>> 0).toString(36)}-${(two >>> 0).toString(36)}`;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
