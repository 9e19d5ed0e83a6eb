import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bentPath } from "./bent-path.ts";
import { layOut } from "./flow-layout.ts";
import type { LayoutBox, LayoutLink } from "./layout-parts.ts";

const box = (id: string, fixed?: LayoutBox["fixed"]): LayoutBox => ({
  id,
  width: 200,
  height: 80,
  fixed,
});
const link = (source: string, target: string, order = 0) => ({ source, target, order });

describe("layOut", () => {
  it("puts what follows below", () => {
    const { at } = layOut([box("a"), box("b"), box("c")], [link("a", "b"), link("b", "c")]);
    expect(at.get("a")?.y).toBeLessThan(at.get("b")?.y ?? 0);
    expect(at.get("b")?.y).toBeLessThan(at.get("c")?.y ?? 0);
    expect(at.get("a")?.x).toBe(at.get("c")?.x);
  });

  it("keeps siblings in the order of their links, with what hangs below them", () => {
    const boxes = ["root", "right", "left", "below", "below2"].map((id) => box(id));
    const { at } = layOut(boxes, [
      link("root", "right", 1),
      link("right", "below"),
      link("right", "below2"),
      link("root", "left", 0),
    ]);
    expect(at.get("left")?.x).toBeLessThan(at.get("right")?.x ?? 0);
    expect((at.get("left")?.x ?? 0) + 200).toBeLessThanOrEqual(at.get("below")?.x ?? 0);
  });

  it("keeps ways that meet again in their order, each beginning right below where they part", () => {
    const boxes = ["split", "first", "second", "third", "below", "join", "after"];
    const { at } = layOut(
      boxes.map((id) => box(id)),
      [
        link("split", "third", 2),
        link("split", "second", 1),
        link("second", "below"),
        link("below", "join"),
        link("first", "join"),
        link("join", "after"),
        link("split", "first", 0),
      ],
    );
    const ways = ["first", "second", "third"].map((id) => at.get(id) ?? { x: 0, y: 0 });
    expect(new Set(ways.map(({ y }) => y)).size).toBe(1);
    expect(ways.map(({ x }) => x)).toEqual(ways.map(({ x }) => x).toSorted((a, b) => a - b));
    expect(ways[1]?.x).toBeGreaterThanOrEqual((ways[0]?.x ?? 0) + 200);
    expect(at.get("join")?.y).toBeGreaterThan(at.get("below")?.y ?? 0);
  });

  it("leads long lines past the boxes of the rows between", () => {
    const boxes = ["split", "short", "long", "below", "join"].map((id) => box(id));
    const links = [
      link("split", "short", 0),
      link("split", "join", 1),
      link("split", "long", 2),
      link("long", "below"),
      link("short", "join"),
      link("below", "join"),
    ];
    const { at, bends } = layOut(boxes, links);
    expect([...at.keys()].toSorted()).toEqual(["below", "join", "long", "short", "split"]);
    expect([...bends].map(([key, points]) => [key, points.length])).toEqual([
      ["split 1 join", 2],
      ["short 0 join", 1],
    ]);
    for (const { x, y } of [...bends.values()].flat()) {
      const crossed = boxes.filter(({ id }) => {
        const corner = at.get(id) ?? { x: 0, y: 0 };
        return x > corner.x && x < corner.x + 200 && y > corner.y && y < corner.y + 80;
      });
      expect(crossed).toEqual([]);
    }
    const straight = bends.get("split 1 join")?.[0]?.x ?? 0;
    expect(straight).toBeGreaterThan(at.get("short")?.x ?? 0);
    expect(straight).toBeLessThan(at.get("long")?.x ?? 0);
    const placed = boxes.map((each, index) => (index === 1 ? box(each.id, { x: 9, y: 9 }) : each));
    expect(layOut(placed, links).bends.size).toBe(0);
  });

  it("leaves boxes where somebody put them and moves what follows along", () => {
    const boxes = [box("a"), box("b", { x: 900, y: 500 }), box("c")];
    const { at } = layOut(boxes, [link("a", "b"), link("b", "c")]);
    expect(at.get("b")).toEqual({ x: 900, y: 500 });
    expect(at.get("c")?.x).toBe(900);
    expect(at.get("c")?.y).toBeGreaterThan(580);
  });

  it("survives links to nowhere and circles", () => {
    const { at } = layOut(
      [box("a"), box("b")],
      [link("a", "b"), link("b", "a"), link("a", "nobody")],
    );
    expect(at.size).toBe(2);
  });
});

/** Any boxes and links from earlier to later ones, several between the same two included. */
const anyFlow = fc.integer({ min: 2, max: 25 }).chain((count) =>
  fc.record({
    sizes: fc.array(fc.constantFrom(78, 108), { minLength: count, maxLength: count }),
    links: fc.array(
      fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.nat(3)).filter(([from, to]) => from < to),
      { maxLength: 40 },
    ),
  }),
);

describe("layOut of anything", () => {
  it("puts no box upon another, and what follows below", () => {
    fc.assert(
      fc.property(anyFlow, ({ sizes, links }) => {
        const boxes = sizes.map((height, at) => ({ id: `n${at}`, width: 268, height }));
        const unique = new Map(links.map((each) => [each.join(), each]));
        const drawn = [...unique.values()].map(([from, to, order]): LayoutLink =>
          link(`n${from}`, `n${to}`, order),
        );
        const { at } = layOut(boxes, drawn);
        const placed = boxes.map((each) => ({
          ...each,
          ...(at.get(each.id) ?? { x: NaN, y: NaN }),
        }));
        for (const { source, target } of drawn)
          expect(at.get(target)?.y).toBeGreaterThan(at.get(source)?.y ?? NaN);
        for (const [index, one] of placed.entries())
          for (const other of placed.slice(index + 1))
            expect(
              one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y,
            ).toBe(true);
      }),
    );
  });

  it("keeps ways in order and a meeting below the middle of what leads to it", () => {
    const ids = ["a", "b", "c", "d"];
    const boxes = ["split", ...ids, "join"].map((id) => box(id));
    const links = ids.flatMap((id, at) => [link("split", id, at), link(id, "join")]);
    const { at } = layOut(boxes, links);
    expect(at.get("join")?.x).toBe(at.get("split")?.x);
    expect(at.get("a")?.x).toBeLessThan(at.get("d")?.x ?? 0);
  });

  it("lays out 1,000 boxes with 200 meetings in well under half a second", () => {
    const boxes = Array.from({ length: 1_000 }, (_, at) => box(`n${at}`));
    const links = Array.from({ length: 199 }, (_, at) => at * 5).flatMap((n) =>
      [
        [0, 1],
        [0, 2],
        [2, 3],
        [1, 4],
        [3, 4],
        [4, 5],
      ].map(([from = 0, to = 0], order) => link(`n${n + from}`, `n${n + to}`, order)),
    );
    const began = performance.now();
    expect(layOut(boxes, links).at.size).toBe(1_000);
    expect(performance.now() - began).toBeLessThan(400);
  });
});

describe("bentPath", () => {
  const numbers = (path: string) => (path.match(/-?[\d.]+/g) ?? []).map(Number);

  it("turns between the rows only, and stays straight where nothing is in the way", () => {
    expect(bentPath({ x: 10, y: 0 }, [{ x: 10, y: 100 }], { x: 10, y: 200 })).toBe(
      "M 10,0 L 10,200",
    );
    const path = bentPath({ x: 0, y: 0 }, [{ x: 100, y: 100 }], { x: 50, y: 200 });
    expect(path).toContain("Q 100,32");
    expect(path).toContain("Q 100,168");
    expect(numbers(path).every(Number.isFinite)).toBe(true);
  });
});
