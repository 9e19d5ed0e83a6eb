import type { LayoutBox, LayoutLink, LayoutPoint } from "./flow-layout.ts";

/** Room that a line keeps for itself where it passes rows of boxes, in px. */
const lane = { width: 72, height: 1 } as const;

/** Links with a box without content in each row that they pass, so that the layout leaves room there. */
export interface LanedGraph {
  readonly boxes: readonly LayoutBox[];
  readonly links: readonly LayoutLink[];
  /** Ids of the lane's boxes, from the top, by the link's key. */
  readonly lanes: ReadonlyMap<string, readonly string[]>;
}

/** Names a link among those between the same boxes. */
export function linkKey({ source, target, order }: LayoutLink): string {
  return `${source} ${order} ${target}`;
}

/** Gives long links lanes. Links to nowhere are left out; where links run in circles there are no lanes. */
export function withLanes(boxes: readonly LayoutBox[], links: readonly LayoutLink[]): LanedGraph {
  const known = new Set(boxes.map((box) => box.id));
  const drawn = links.filter((link) => known.has(link.source) && known.has(link.target));
  const rows = rowsOf(boxes, drawn);
  const lanes = new Map<string, string[]>();
  const laned = drawn.flatMap((link): LayoutLink[] => {
    const passed = (rows.get(link.target) ?? 0) - (rows.get(link.source) ?? 0) - 1;
    if (passed < 1) return [link];
    const key = linkKey(link);
    const ids = Array.from({ length: passed }, (_, at) => `lane ${key} ${at}`);
    lanes.set(key, ids);
    const stops = [link.source, ...ids, link.target];
    return stops.slice(1).map((target, at) => ({
      source: stops[at] ?? link.source,
      target,
      order: at === 0 ? link.order : 0,
    }));
  });
  const added = [...lanes.values()].flat().map((id) => ({ id, ...lane }));
  return { boxes: [...boxes, ...added], links: laned, lanes };
}

/** Where the line of each long link passes, from the top: centres of its lane's boxes. */
export function bendsOf(
  lanes: LanedGraph["lanes"],
  at: ReadonlyMap<string, LayoutPoint>,
): Map<string, LayoutPoint[]> {
  return new Map(
    [...lanes].map(([key, ids]) => [
      key,
      ids.flatMap((id) => {
        const corner = at.get(id);
        return corner === undefined ? [] : [{ x: corner.x + lane.width / 2, y: corner.y }];
      }),
    ]),
  );
}

/** Row of each box: one below the lowest that leads to it. Empty where links run in circles. */
function rowsOf(boxes: readonly LayoutBox[], links: readonly LayoutLink[]): Map<string, number> {
  const rows = new Map(boxes.map((box) => [box.id, 0]));
  const waiting = new Map<string, number>();
  const next = new Map<string, string[]>();
  for (const { source, target } of links) {
    waiting.set(target, (waiting.get(target) ?? 0) + 1);
    next.set(source, [...(next.get(source) ?? []), target]);
  }
  const open = boxes.map((box) => box.id).filter((id) => !waiting.has(id));
  let seen = 0;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    seen += 1;
    for (const target of next.get(id) ?? []) {
      rows.set(target, Math.max(rows.get(target) ?? 0, (rows.get(id) ?? 0) + 1));
      waiting.set(target, (waiting.get(target) ?? 0) - 1);
      if (waiting.get(target) === 0) open.push(target);
    }
  }
  return seen === boxes.length ? rows : new Map();
}
