import type { LayoutPoint } from "./layout-parts.ts";

const radius = 14;
/** Half of the gap between two rows, in px: there a line turns. */
const turn = 32;

/** An SVG path from above to below through points, turning only between the rows. */
export function bentPath(
  from: LayoutPoint,
  bends: readonly LayoutPoint[],
  to: LayoutPoint,
): string {
  const points = [from, ...bends, to];
  const corners = points.slice(1).flatMap((point, at) => {
    const before = points[at] ?? from;
    if (Math.abs(before.x - point.x) < 1) return [];
    const y =
      at === 0 ? from.y + turn : at === points.length - 2 ? to.y - turn : (before.y + point.y) / 2;
    return [
      { x: before.x, y },
      { x: point.x, y },
    ];
  });
  const stops = [from, ...corners, to];
  const middle = corners.map((corner, at) => {
    const size = Math.min(
      radius,
      distance(stops[at] ?? from, corner) / 2,
      distance(corner, stops[at + 2] ?? to) / 2,
    );
    const start = towards(corner, stops[at] ?? from, size);
    const end = towards(corner, stops[at + 2] ?? to, size);
    return `L ${start.x},${start.y} Q ${corner.x},${corner.y} ${end.x},${end.y}`;
  });
  return [`M ${from.x},${from.y}`, ...middle, `L ${to.x},${to.y}`].join(" ");
}

function distance(one: LayoutPoint, other: LayoutPoint): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function towards(from: LayoutPoint, to: LayoutPoint, by: number): LayoutPoint {
  const length = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * by,
    y: from.y + ((to.y - from.y) / length) * by,
  };
}
