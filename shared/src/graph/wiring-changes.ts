import { outputPorts } from "../plugin/manifest.ts";
import { sameJson } from "../kernel/same-json.ts";
import type { Graph, GraphEdge } from "./graph.ts";
import { nameOf } from "./graph-index.ts";
import { joinWords } from "./join-words.ts";
import type { ValueFacts } from "./value-labels.ts";

/** What a step follows: the port of a step before it. */
interface Way {
  readonly source: string;
  readonly port: string;
}

/** What each step follows, by its id. */
export type Wiring = ReadonlyMap<string, readonly GraphEdge[]>;

export function wiringOf({ edges }: Graph): Wiring {
  const wiring = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const list = wiring.get(edge.target);
    if (list === undefined) wiring.set(edge.target, [edge]);
    else list.push(edge);
  }
  return wiring;
}

/**
 * The steps of both graphs that follow something else than before, with what they follow in words. A
 * step that came in between, or one that was taken out, does not move what comes after it.
 */
export function wiringChanges(
  before: { readonly graph: Graph; readonly facts: ValueFacts },
  after: { readonly graph: Graph; readonly facts: ValueFacts },
): ReadonlyMap<string, string> {
  const [oldIds, newIds] = [idsOf(before.graph), idsOf(after.graph)];
  const [oldWiring, newWiring] = [wiringOf(before.graph), wiringOf(after.graph)];
  const changes = new Map<string, string>();
  for (const { id } of after.graph.nodes) {
    if (!oldIds.has(id)) continue;
    const was = follow(id, oldWiring, (source) => newIds.has(source));
    const is = follow(id, newWiring, (source) => oldIds.has(source));
    if (sameJson(was.map(keyOf).toSorted(), is.map(keyOf).toSorted())) continue;
    changes.set(id, sayMove(sayWays(was, before), sayWays(is, after)));
  }
  return changes;
}

/** Where a step stands, for one that is new: "after “Only if”"; empty at the very start. */
export function standsAfter(
  id: string,
  side: { readonly graph: Graph; readonly facts: ValueFacts },
  wiring: Wiring,
): string {
  const ways = (wiring.get(id) ?? []).map(({ source, sourcePort }) => ({
    source,
    port: sourcePort,
  }));
  return ways.length === 0 ? "" : `after ${sayWays(ways, side)}`;
}

/** The ways into a step, seen through those steps that are in one graph only. */
function follow(id: string, wiring: Wiring, isKept: (source: string) => boolean): Way[] {
  const ways = new Map<string, Way>();
  const seen = new Set<string>();
  const open = [id];
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    for (const { source, sourcePort } of wiring.get(target) ?? []) {
      const way = { source, port: sourcePort };
      if (isKept(source)) ways.set(keyOf(way), way);
      else if (!seen.has(source)) open.push(source);
      seen.add(source);
    }
  }
  return [...ways.values()];
}

function sayMove(was: string, is: string): string {
  if (was === "") return `Follows ${is} now; nothing led to it before`;
  if (is === "") return `Follows nothing any more; it followed ${was}`;
  return `Follows ${is} now, instead of ${was}`;
}

function sayWays(
  ways: readonly Way[],
  { graph, facts }: { readonly graph: Graph; readonly facts: ValueFacts },
): string {
  return joinWords(
    ways.map(({ source, port }) => {
      const node = graph.nodes.find((each) => each.id === source);
      if (node === undefined) return "a step that is gone";
      const type = facts.nodeTypes.get(node.type);
      const name = `“${nameOf(node, type)}”`;
      const ports = type === undefined ? [] : outputPorts(type.outputs, node.config);
      const isMain =
        port === "out" && ports.every((each) => each.id === "out" || each.id === "error");
      if (isMain) return name;
      const label = ports.find((each) => each.id === port)?.label ?? port;
      return `“${label}” of ${name}`;
    }),
  );
}

function keyOf({ source, port }: Way): string {
  return `${source} ${port}`;
}

function idsOf({ nodes }: Graph): ReadonlySet<string> {
  return new Set(nodes.map((node) => node.id));
}
