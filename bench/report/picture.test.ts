import { describe, expect, test } from "vitest";
import type { Picture } from "../scenario.ts";
import { drawPicture } from "./picture.ts";

const growth: Picture = {
  name: "growth",
  title: "CPU & rate",
  xLabel: "runs",
  yLabel: "ms",
  xScale: "log",
  lines: [
    {
      label: "CPU",
      points: [
        [0, 1],
        [1_000, 2],
        [10_000, null],
        [100_000, 4],
      ],
    },
  ],
};

/** Where the points of the first line are. */
function pointsOf(svg: string): number[][] {
  const [, points = ""] = /<polyline points="([^"]*)"/.exec(svg) ?? [];
  return points.split(" ").map((point) => point.split(",").map(Number));
}

describe("drawPicture", () => {
  test("puts equal factors at equal distances, and 0 one step left of the smallest", () => {
    const spread = { ...growth, lines: [{ label: "x", points: growth.lines[0]?.points ?? [] }] };
    const [zero, thousand, most] = pointsOf(drawPicture(spread)).map(([x = 0]) => x);
    const decade = (thousand ?? 0) - (zero ?? 0);
    expect(decade).toBeGreaterThan(0);
    expect((most ?? 0) - (thousand ?? 0)).toBeCloseTo(2 * decade, 0);
  });

  test("leaves out what was not measured, and draws higher values higher", () => {
    const points = pointsOf(drawPicture(growth));
    expect(points).toHaveLength(3);
    const heights = points.map(([, y = 0]) => y);
    expect(heights).toEqual([...heights].toSorted((a, b) => b - a));
  });

  test("escapes its words and names the axes", () => {
    const svg = drawPicture(growth);
    expect(svg).toContain("CPU &amp; rate");
    expect(svg).toContain(">runs<");
    expect(svg).toContain(">ms<");
    expect(svg).toContain(">100,000<");
  });

  test("stays within its area on a linear axis too", () => {
    for (const [x = -1, y = -1] of pointsOf(drawPicture({ ...growth, xScale: "linear" }))) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(640);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(320);
    }
  });
});
