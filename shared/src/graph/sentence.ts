import { outputPorts, type NodeType } from "../plugin/manifest.ts";
import { clauseOf, eventClause, triggerCondition } from "./clause.ts";
import type { Graph } from "./graph.ts";
import { indexGraph, isTrigger, type GraphIndex, type PlacedNode } from "./graph-index.ts";
import { clipWords, startLower } from "./join-words.ts";
import { reachFrom } from "./topology.ts";
import type { SentenceFacts, ValueFacts } from "./value-labels.ts";

/** A piece of the sentence; `nodeId` names the node that it is about, for a link to it. */
export interface SentencePart {
  readonly text: string;
  readonly nodeId: string | null;
}

/** Steps that are told; the others are only counted. */
const maxTold = 10;

/**
 * A pipeline in plain words: "When someone submits Contact, only if Budget is over 1,000, email Email
 * and post to Slack." Ways beside the main one stand in brackets; after ten steps the rest is counted.
 * Never throws, however unfinished the graph is.
 */
export function graphSentence(graph: Graph, facts: SentenceFacts): string {
  return sentenceParts(graph, facts)
    .map((part) => part.text)
    .join("");
}

/** The pieces of {@link graphSentence}, in order; joined they are the sentence. */
export function sentenceParts(graph: Graph, facts: SentenceFacts): SentencePart[] {
  const index = indexGraph(graph, facts.nodeTypes);
  const [start = -1] = index.triggers;
  const trigger = index.nodes[start];
  if (trigger === undefined) return [glue("Nothing starts this automation yet.")];
  const teller = startTelling(index, { ...facts, graph });
  const told = tellAll(start, teller);
  const left = countLeft(start, teller);
  const rest = left === 0 ? "" : `, and ${left} more ${left === 1 ? "step" : "steps"}`;
  return [
    ...sayStart(trigger, teller.facts),
    ...(told.length + left === 0 ? [glue(", nothing happens yet")] : []),
    ...(told.length === 0 ? [] : [glue(", "), ...told]),
    glue(`${rest}.`),
  ];
}

interface Teller {
  readonly index: GraphIndex;
  readonly facts: ValueFacts;
  /** Rank of each node in the order of steps, to tell joins in their turn. */
  readonly ranks: ReadonlyMap<number, number>;
  readonly outgoing: ReadonlyMap<number, readonly { port: string; target: number }[]>;
  readonly told: Set<number>;
  /** Steps that may still be told. */
  room: number;
  /** Nodes where ways meet again: told once the ways to them are. */
  readonly joins: Set<number>;
}

/** Clauses one after the other. */
interface Chain {
  readonly parts: SentencePart[];
  readonly clauses: number;
}

function startTelling(index: GraphIndex, facts: ValueFacts): Teller {
  const outgoing = new Map<number, { port: string; target: number }[]>();
  for (const { edge, source, target } of index.links) {
    const ways = outgoing.get(source) ?? [];
    ways.push({ port: edge.sourcePort, target });
    outgoing.set(source, ways);
  }
  const ranks = new Map(index.order.map((position, rank) => [position, rank]));
  return { index, facts, ranks, outgoing, told: new Set(), joins: new Set(), room: maxTold };
}

function sayStart({ node }: PlacedNode, facts: ValueFacts): SentencePart[] {
  const when = [glue("When "), { text: eventClause(node, facts), nodeId: node.id }];
  const condition = triggerCondition(node, facts);
  if (condition === null) return when;
  return [...when, glue(", "), { text: `only if ${condition}`, nodeId: node.id }];
}

function tellAll(start: number, teller: Teller): SentencePart[] {
  const first = (teller.outgoing.get(start) ?? []).map((way) => way.target);
  const parts = tellFork(first, teller).parts;
  for (let join = nextJoin(teller); join !== undefined; join = nextJoin(teller)) {
    teller.joins.delete(join);
    const chain = tellChain(join, teller, true);
    if (chain.clauses > 0)
      parts.push(...(parts.length > 0 ? [glue(", then ")] : []), ...chain.parts);
  }
  return parts;
}

function nextJoin({ joins, ranks }: Teller): number | undefined {
  const rankOf = (position: number): number => ranks.get(position) ?? Infinity;
  return [...joins].toSorted((one, other) => rankOf(one) - rankOf(other))[0];
}

/** Follows one way to its end or its next fork. */
function tellChain(from: number, teller: Teller, atJoin = false): Chain {
  const parts: SentencePart[] = [];
  let clauses = 0;
  let next = [from];
  while (next.length === 1) {
    const position = next[0] ?? -1;
    const placed = teller.index.nodes[position];
    if (placed === undefined || !mayTell(position, teller, atJoin && position === from)) break;
    teller.told.add(position);
    const { sides, main } = waysOut(position, placed, teller);
    if (!isOff(placed)) {
      teller.room -= 1;
      parts.push(...jointAfter(parts));
      parts.push({ text: clauseOf(placed.node, teller.facts), nodeId: placed.node.id });
      parts.push(...tellSides(sides, teller));
      clauses += 1;
    }
    next = main;
  }
  if (next.length < 2) return { parts, clauses };
  const fork = tellFork(next, teller);
  if (fork.clauses > 0) parts.push(...jointAfter(parts), ...fork.parts);
  return { parts, clauses: clauses + fork.clauses };
}

/** After "only if …" follows what then happens, without a "then". */
function jointAfter(parts: readonly SentencePart[]): SentencePart[] {
  const last = parts.at(-1);
  if (last === undefined) return [];
  return [glue(last.text.startsWith("only if ") ? ", " : ", then ")];
}

/** A step that is switched off does nothing, so nothing is said of it. */
function isOff({ node }: PlacedNode): boolean {
  return node.settings?.disabled === true;
}

function mayTell(position: number, teller: Teller, mayJoin: boolean): boolean {
  const { told, joins, index } = teller;
  if (told.has(position) || teller.room === 0) return false;
  const isJoin = (index.incoming[position]?.length ?? 0) > 1;
  if (isJoin && !mayJoin) joins.add(position);
  return !isJoin || mayJoin;
}

/** Ways side by side: "email Ada and post to Slack"; longer ones in brackets. */
function tellFork(targets: readonly number[], teller: Teller): Chain {
  const chains = targets
    .map((target) => tellChain(target, teller))
    .filter((chain) => chain.clauses > 0);
  const parts = chains.flatMap((chain, at): SentencePart[] => {
    const joint = at === 0 ? "" : at === chains.length - 1 ? " and " : ", ";
    const [open, close] = chains.length > 1 && chain.clauses > 1 ? ["(", ")"] : ["", ""];
    return [glue(joint + open), ...chain.parts, glue(close)].filter(({ text }) => text !== "");
  });
  return { parts, clauses: chains.reduce((sum, chain) => sum + chain.clauses, 0) };
}

interface Side {
  readonly label: string;
  readonly targets: readonly number[];
}

function tellSides(sides: readonly Side[], teller: Teller): SentencePart[] {
  const told = sides.flatMap(({ label, targets }) => {
    const { parts } = tellFork(targets, teller);
    return parts.length === 0 ? [] : [[glue(`${label}: `), ...parts]];
  });
  if (told.length === 0) return [];
  const inner = told.flatMap((parts, at) => (at === 0 ? parts : [glue("; "), ...parts]));
  return [glue(" ("), ...inner, glue(")")];
}

/** What leaves by `out` goes on in the sentence; every other port is a way beside it. */
function waysOut(
  position: number,
  { node, type }: PlacedNode,
  { outgoing }: Teller,
): { sides: Side[]; main: number[] } {
  const ways = outgoing.get(position) ?? [];
  const ports = type === undefined ? [] : outputPorts(type.outputs, node.config);
  const beside = ports.filter((port) => port.id !== "out");
  const besideIds = new Set(beside.map((port) => port.id));
  const sides = beside.map((port) => ({
    label: clipWords(isOwnPort(port.id, type) ? startLower(port.label) : port.label, 40),
    targets: ways.filter((way) => way.port === port.id).map((way) => way.target),
  }));
  const main = ways.filter((way) => !besideIds.has(way.port)).map((way) => way.target);
  return { sides, main };
}

/** Whether a port's label is its type's, not a name that the owner gave. */
function isOwnPort(id: string, type: NodeType | undefined): boolean {
  const outputs = type?.outputs ?? [];
  const fixed = Array.isArray(outputs) ? outputs : outputs.rest;
  return fixed.some((port) => port.id === id);
}

/** Steps that runs can come to and that the sentence has no room for. */
function countLeft(start: number, { index, told }: Teller): number {
  let left = 0;
  for (const position of reachFrom(index.adjacency, start)) {
    const placed = index.nodes[position];
    if (placed === undefined || isTrigger(placed) || told.has(position)) continue;
    if (!isOff(placed)) left += 1;
  }
  return left;
}

function glue(text: string): SentencePart {
  return { text, nodeId: null };
}
