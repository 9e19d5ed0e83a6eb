import { sameJson } from "../kernel/same-json.ts";
import { clauseOf } from "./clause.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { indexGraph, nameOf } from "./graph-index.ts";
import { runChanges } from "./run-changes.ts";
import { settingChanges } from "./setting-changes.ts";
import type { SentenceFacts, ValueFacts } from "./value-labels.ts";
import { standsAfter, wiringChanges, wiringOf } from "./wiring-changes.ts";

/** One thing that differs between two graphs, in words. */
export interface GraphDifference {
  /**
   * `picture`: only places of boxes, notes or other things that no run minds; it comes alone or last.
   * `run`: how often and how long a step is tried, and what follows a failure.
   */
  readonly kind:
    | "added"
    | "removed"
    | "renamed"
    | "switched"
    | "setting"
    | "connection"
    | "run"
    | "moved"
    | "picture";
  /** The step that it is about; null for the picture. A removed one is in the older graph only. */
  readonly nodeId: string | null;
  /** What the step is called; empty for the picture. */
  readonly nodeName: string;
  /** A clause without a full stop: "Subject changed from “Hello” to “Hi”". */
  readonly text: string;
  /** Dotted path of the setting that differs, where it is one. */
  readonly path: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** What putting differences into words has to know. */
export interface ChangeFacts extends SentenceFacts {
  /** Names of connections by id, as far as they are known. */
  readonly connectionNames?: ReadonlyMap<string, string>;
}

/**
 * What differs between two graphs, in plain words and in the order of the newer one's steps; removed
 * steps come after the others. Empty where the graphs are the same. Pure; never throws.
 */
export function graphChanges(before: Graph, after: Graph, facts: ChangeFacts): GraphDifference[] {
  if (sameJson(before, after)) return [];
  const sides = sidesOf(before, after, facts);
  const told = [
    ...orderedNodes(after, facts).flatMap((node) => nodeChanges(node, sides)),
    ...removals(sides),
  ];
  const rearranged = !sameJson(pictureOf(before), pictureOf(after));
  if (told.length > 0 && !rearranged) return told;
  const text = "The picture was rearranged, or its notes changed; what happens stays the same";
  return [
    ...told,
    {
      ...about("", null),
      kind: "picture",
      text: told.length > 0 ? "The picture was rearranged" : text,
    },
  ];
}

/** How many of the differences change what happens. */
export function countChanges(changes: readonly GraphDifference[]): number {
  return changes.filter(({ kind }) => kind !== "picture").length;
}

interface Side {
  readonly graph: Graph;
  readonly facts: ValueFacts;
  readonly nodes: ReadonlyMap<string, GraphNode>;
}

interface Sides {
  readonly before: Side;
  readonly after: Side;
  readonly moves: ReadonlyMap<string, string>;
  readonly wiring: ReturnType<typeof wiringOf>;
  readonly connectionNames: ReadonlyMap<string, string>;
}

function sidesOf(before: Graph, after: Graph, facts: ChangeFacts): Sides {
  const older = sideOf(before, facts);
  const newer = sideOf(after, facts);
  return {
    before: older,
    after: newer,
    moves: wiringChanges(older, newer),
    wiring: wiringOf(after),
    connectionNames: facts.connectionNames ?? new Map(),
  };
}

function sideOf(graph: Graph, facts: SentenceFacts): Side {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return { graph, facts: { ...facts, graph }, nodes };
}

/** In the order in which steps run; what lies on a circle comes last. */
function orderedNodes(graph: Graph, facts: SentenceFacts): GraphNode[] {
  const { order } = indexGraph(graph, facts.nodeTypes);
  const ordered = order.flatMap((position) => graph.nodes[position] ?? []);
  const known = new Set(ordered);
  return [...ordered, ...graph.nodes.filter((node) => !known.has(node))];
}

function nodeChanges(node: GraphNode, sides: Sides): GraphDifference[] {
  const { before, after, wiring } = sides;
  const old = before.nodes.get(node.id);
  const base = about(nameIn(node, after), node.id);
  if (old === undefined || old.type !== node.type) {
    const where = standsAfter(node.id, after, wiring);
    const what = clauseOf(node, after.facts);
    const place = where === "" ? "" : ` ${where}`;
    const replaced = old === undefined ? "" : `, in place of “${nameIn(old, before)}”`;
    return [{ ...base, kind: "added", text: `Added${place}${replaced}: ${what}`, after: what }];
  }
  const move = sides.moves.get(node.id);
  return [
    ...ownChanges(old, node, sides).map((change) => ({ ...base, ...change })),
    ...(move === undefined ? [] : [{ ...base, kind: "moved" as const, text: move }]),
  ];
}

type OwnChange = Pick<GraphDifference, "kind" | "text"> & Partial<GraphDifference>;

function ownChanges(old: GraphNode, node: GraphNode, sides: Sides): OwnChange[] {
  const [before, after] = [sides.before.facts, sides.after.facts];
  const type = after.nodeTypes.get(node.type);
  const [wasOff, isOff] = [old.settings?.disabled === true, node.settings?.disabled === true];
  const [wasCalled, isCalled] = [nameIn(old, sides.before), nameIn(node, sides.after)];
  const lifted = (node.typeVersion ?? 1) !== (old.typeVersion ?? 1);
  const settings = settingChanges({ node: old, facts: before }, { node, facts: after });
  return [
    ...(wasCalled === isCalled
      ? []
      : [
          {
            kind: "renamed" as const,
            text: `Was called “${wasCalled}”`,
            before: wasCalled,
            after: isCalled,
          },
        ]),
    ...(wasOff === isOff
      ? []
      : [{ kind: "switched" as const, text: isOff ? "Switched off" : "Switched on" }]),
    ...connectionChange(old, node, sides.connectionNames),
    ...settings.map(({ path, before: was, after: is, text }) => ({
      kind: "setting" as const,
      path,
      before: was,
      after: is,
      text,
    })),
    ...(lifted
      ? [{ kind: "setting" as const, text: "Uses another version of its kind of step" }]
      : []),
    ...runChanges(old, node, type).map((text) => ({ kind: "run" as const, text })),
  ];
}

function connectionChange(
  old: GraphNode,
  node: GraphNode,
  names: ReadonlyMap<string, string>,
): OwnChange[] {
  const [was, is] = [old.connectionId ?? null, node.connectionId ?? null];
  if (was === is) return [];
  const say = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
  const [before, after] = [say(was), say(is)];
  const instead = before === null ? "" : `, instead of “${before}”`;
  const now = after === null ? "another connection" : `the connection “${after}”`;
  const text = is === null ? "Uses no connection of its own any more" : `Uses ${now}${instead}`;
  return [{ kind: "connection", text, before, after }];
}

function removals({ before, after }: Sides): GraphDifference[] {
  return before.graph.nodes
    .filter((node) => !after.nodes.has(node.id))
    .map((node) => {
      const what = clauseOf(node, before.facts);
      const base = about(nameIn(node, before), node.id);
      return { ...base, kind: "removed", text: `Removed: ${what}`, before: what };
    });
}

function nameIn(node: GraphNode, { facts }: Side): string {
  return nameOf(node, facts.nodeTypes.get(node.type));
}

function about(nodeName: string, nodeId: string | null) {
  return { nodeId, nodeName, path: null, before: null, after: null };
}

/** What runs don't mind: where boxes stand, notes, and whether something is left out or said as it is by default. */
function pictureOf({ nodes, notes }: Graph): unknown {
  return { notes, places: Object.fromEntries(nodes.map(({ id, position }) => [id, position])) };
}
