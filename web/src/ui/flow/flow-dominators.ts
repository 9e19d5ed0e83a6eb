import type { LayoutBox, LayoutLink } from "./layout-parts.ts";

/** Stands before every box that nothing leads to. No box has this id. */
export const theStart = "";

/** Boxes and links in an order to work by. */
export interface Flow {
  /** Every box after all that lead to it. */
  readonly order: readonly string[];
  /** Links by the box they leave, in their order; those that would close a circle are left out. */
  readonly out: ReadonlyMap<string, readonly LayoutLink[]>;
  readonly into: ReadonlyMap<string, readonly LayoutLink[]>;
  /** The last box that every way to a box passes, or {@link theStart}. */
  readonly gate: ReadonlyMap<string, string>;
}

/** Sorts boxes and finds, for each, the box where the ways to it part (its immediate dominator). */
export function readFlow(boxes: readonly LayoutBox[], links: readonly LayoutLink[]): Flow {
  const leaving = groupBy(
    links.toSorted((a, b) => a.order - b.order),
    (link) => link.source,
  );
  const entered = new Set(links.map((link) => link.target));
  const heads = boxes.filter((box) => !entered.has(box.id));
  const { order, circles } = sortAll([...heads, ...boxes], leaving);
  const forward = [...leaving.values()].flat().filter((link) => !circles.has(link));
  const out = groupBy(forward, (link) => link.source);
  const into = groupBy(forward, (link) => link.target);
  return { order, out, into, gate: findGates(order, into) };
}

/** Depth first; links back to a box on the way are what closes a circle. */
function sortAll(
  starts: readonly LayoutBox[],
  leaving: ReadonlyMap<string, readonly LayoutLink[]>,
): { readonly order: string[]; readonly circles: ReadonlySet<LayoutLink> } {
  const state = new Map<string, "open" | "done">();
  const circles = new Set<LayoutLink>();
  const finished: string[] = [];
  for (const { id } of starts.toReversed()) {
    const path = state.has(id) ? [] : [enter(id)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const link = top.left.pop();
      if (link === undefined) {
        state.set(top.id, "done");
        finished.push(top.id);
        path.pop();
      } else if (state.get(link.target) === "open") circles.add(link);
      else if (!state.has(link.target)) path.push(enter(link.target));
    }
  }
  return { order: finished.toReversed(), circles };

  function enter(id: string): { readonly id: string; readonly left: LayoutLink[] } {
    state.set(id, "open");
    return { id, left: [...(leaving.get(id) ?? [])] };
  }
}

function findGates(
  order: readonly string[],
  into: ReadonlyMap<string, readonly LayoutLink[]>,
): Map<string, string> {
  const gate = new Map<string, string>();
  const depth = new Map([[theStart, 0]]);
  for (const id of order) {
    const found = (into.get(id) ?? [])
      .map((link) => link.source)
      .reduce<string | null>(
        (meeting, source) => (meeting === null ? source : meet(meeting, source)),
        null,
      );
    gate.set(id, found ?? theStart);
    depth.set(id, (depth.get(found ?? theStart) ?? 0) + 1);
  }
  return gate;

  function meet(one: string, other: string): string {
    let [a, b] = [one, other];
    while (a !== b) {
      if ((depth.get(a) ?? 0) < (depth.get(b) ?? 0)) b = gate.get(b) ?? theStart;
      else a = gate.get(a) ?? theStart;
    }
    return a;
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
