import { Graph, layout } from "@dagrejs/dagre";
import { bendsOf, withLanes } from "./flow-bends.ts";

export interface LayoutBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Where somebody put it; it stays there. */
  readonly fixed?: { readonly x: number; readonly y: number } | undefined;
}

export interface LayoutLink {
  readonly source: string;
  readonly target: string;
  /** Place among the links that leave one box, from the left. */
  readonly order: number;
}

export interface LayoutPoint {
  readonly x: number;
  readonly y: number;
}

const gap = { across: 48, down: 64 } as const;
/** How much more a link between two boxes wants to be short than one that leads to a join. */
const closeness = 8;

/**
 * Top-left corners of boxes, drawn from top to bottom. Boxes that were put somewhere stay; what follows
 * one keeps its place relative to it.
 */
export function layOut(
  boxes: readonly LayoutBox[],
  links: readonly LayoutLink[],
): Map<string, LayoutPoint> {
  return layOutWithBends(boxes, links).at;
}

/** The same, with the points through which long lines pass the rows between, by {@link linkKey}. */
export function layOutWithBends(
  boxes: readonly LayoutBox[],
  links: readonly LayoutLink[],
): {
  readonly at: Map<string, LayoutPoint>;
  readonly bends: ReadonlyMap<string, readonly LayoutPoint[]>;
} {
  const laned = withLanes(boxes, links);
  const auto = autoLayout(laned.boxes, laned.links);
  const bends = bendsOf(laned.lanes, auto);
  for (const id of [...laned.lanes.values()].flat()) auto.delete(id);
  // Among boxes that somebody put somewhere, the rows are theirs.
  const anyFixed = boxes.some((box) => box.fixed !== undefined);
  return anyFixed ? { at: keepFixed(boxes, links, auto), bends: new Map() } : { at: auto, bends };
}

function autoLayout(
  boxes: readonly LayoutBox[],
  links: readonly LayoutLink[],
): Map<string, LayoutPoint> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: gap.across, ranksep: gap.down });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(boxes.map((box) => box.id));
  for (const box of boxes) graph.setNode(box.id, { width: box.width, height: box.height });
  const sorted = links.toSorted((a, b) => a.order - b.order);
  const drawn = sorted.filter((link) => known.has(link.source) && known.has(link.target));
  const parents = countParents(drawn);
  for (const { source, target } of drawn) {
    // Where ways meet, the links may be long; elsewhere a box stands right below the one before it.
    graph.setEdge(source, target, { weight: (parents.get(target) ?? 0) > 1 ? 1 : closeness });
  }
  layout(graph, { constraints: siblingOrder(drawn, parents) });
  const centres = new Map(boxes.map((box) => [box.id, centreOf(graph, box.id)]));
  sortSiblings(boxes, drawn, centres);
  return new Map(
    boxes.map((box) => {
      const centre = centres.get(box.id) ?? { x: 0, y: 0 };
      return [
        box.id,
        { x: Math.round(centre.x - box.width / 2), y: Math.round(centre.y - box.height / 2) },
      ];
    }),
  );
}

/** Who stands left of whom: boxes that only one leads to, in the order of its links. */
function siblingOrder(
  links: readonly LayoutLink[],
  parents: ReadonlyMap<string, number>,
): { left: string; right: string }[] {
  return [...grouped(links).values()].flatMap((targets) => {
    const own = [...new Set(targets)].filter((id) => parents.get(id) === 1);
    return own.slice(1).map((right, at) => ({ left: own[at] ?? right, right }));
  });
}

function countParents(links: readonly LayoutLink[]): Map<string, number> {
  const parents = new Map<string, number>();
  for (const { target } of links) parents.set(target, (parents.get(target) ?? 0) + 1);
  return parents;
}

/** What hangs side by side changes places until it stands in the order of its links. */
function sortSiblings(
  boxes: readonly LayoutBox[],
  links: readonly LayoutLink[],
  centres: Map<string, LayoutPoint>,
): void {
  const children = grouped(links);
  const parents = countParents(links);
  for (const box of boxes) {
    const ids = [...new Set(children.get(box.id) ?? [])].filter((id) => parents.get(id) === 1);
    if (ids.length < 2) continue;
    const before = new Map(centres);
    spread(
      ids.map((id) => ownPart(id, children, parents)),
      boxes,
      centres,
    );
    // What joins them stays where it was; rather out of order than one box upon another.
    if (!overlaps(boxes, centres)) continue;
    for (const [id, centre] of before) centres.set(id, centre);
  }
}

/** A box with what only it leads to. */
function ownPart(
  id: string,
  children: ReadonlyMap<string, readonly string[]>,
  parents: ReadonlyMap<string, number>,
): Set<string> {
  const own = new Set<string>([id]);
  const open = [id];
  const met = new Map<string, number>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of children.get(next) ?? []) {
      met.set(child, (met.get(child) ?? 0) + 1);
      if (met.get(child) !== parents.get(child) || own.has(child)) continue;
      own.add(child);
      open.push(child);
    }
  }
  return own;
}

function overlaps(boxes: readonly LayoutBox[], centres: ReadonlyMap<string, LayoutPoint>): boolean {
  const rows = boxes.toSorted((a, b) => (centres.get(a.id)?.x ?? 0) - (centres.get(b.id)?.x ?? 0));
  const ends = new Map<number, number>();
  return rows.some(({ id, width }) => {
    const { x, y } = centres.get(id) ?? { x: 0, y: 0 };
    const isOver = x - width / 2 < (ends.get(y) ?? -Infinity) - 1;
    ends.set(y, x + width / 2);
    return isOver;
  });
}

function spread(
  trees: readonly ReadonlySet<string>[],
  boxes: readonly LayoutBox[],
  centres: Map<string, LayoutPoint>,
): void {
  const widths = new Map(boxes.map((box) => [box.id, box.width]));
  const spans = trees.map((tree) => spanOf(tree, centres, widths));
  let left = Math.min(...spans.map((span) => span.left));
  for (const [index, tree] of trees.entries()) {
    const span = spans[index];
    if (span === undefined) continue;
    const by = left - span.left;
    for (const id of tree) {
      const centre = centres.get(id);
      if (centre !== undefined) centres.set(id, { x: centre.x + by, y: centre.y });
    }
    left += span.right - span.left + gap.across;
  }
}

function spanOf(
  tree: ReadonlySet<string>,
  centres: ReadonlyMap<string, LayoutPoint>,
  widths: ReadonlyMap<string, number>,
): { left: number; right: number } {
  const edges = [...tree].map((id) => {
    const x = centres.get(id)?.x ?? 0;
    const half = (widths.get(id) ?? 0) / 2;
    return { left: x - half, right: x + half };
  });
  return {
    left: Math.min(...edges.map((edge) => edge.left)),
    right: Math.max(...edges.map((edge) => edge.right)),
  };
}

function keepFixed(
  boxes: readonly LayoutBox[],
  links: readonly LayoutLink[],
  auto: ReadonlyMap<string, LayoutPoint>,
): Map<string, LayoutPoint> {
  const placed = new Map<string, LayoutPoint>();
  const parents = new Map<string, string>();
  for (const link of links) if (!parents.has(link.target)) parents.set(link.target, link.source);
  const fixed = new Map(
    boxes.flatMap((box) => (box.fixed === undefined ? [] : [[box.id, box.fixed] as const])),
  );
  const byRank = boxes.toSorted((a, b) => (auto.get(a.id)?.y ?? 0) - (auto.get(b.id)?.y ?? 0));
  for (const box of byRank) {
    const own = auto.get(box.id) ?? { x: 0, y: 0 };
    const parent = parents.get(box.id) ?? "";
    const from = auto.get(parent);
    const to = placed.get(parent);
    const by =
      from === undefined || to === undefined
        ? { x: 0, y: 0 }
        : { x: to.x - from.x, y: to.y - from.y };
    placed.set(box.id, fixed.get(box.id) ?? { x: own.x + by.x, y: own.y + by.y });
  }
  return placed;
}

function grouped(links: readonly LayoutLink[]): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const link of links) {
    const list = children.get(link.source);
    if (list === undefined) children.set(link.source, [link.target]);
    else list.push(link.target);
  }
  return children;
}

function centreOf(graph: Graph, id: string): LayoutPoint {
  const node: unknown = graph.node(id);
  if (typeof node !== "object" || node === null || !("x" in node) || !("y" in node))
    return { x: 0, y: 0 };
  return { x: Number(node.x), y: Number(node.y) };
}
