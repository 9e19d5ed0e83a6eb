import { describe, expect, it } from "vitest";
import { layOut, type LayoutBox } from "./flow-layout.ts";

const box = (id: string, fixed?: LayoutBox["fixed"]): LayoutBox => ({
  id,
  width: 200,
  height: 80,
  fixed,
});
const link = (source: string, target: string, order = 0) => ({ source, target, order });

describe("layOut", () => {
  it("puts what follows below", () => {
    const at = layOut([box("a"), box("b"), box("c")], [link("a", "b"), link("b", "c")]);
    expect(at.get("a")?.y).toBeLessThan(at.get("b")?.y ?? 0);
    expect(at.get("b")?.y).toBeLessThan(at.get("c")?.y ?? 0);
    expect(at.get("a")?.x).toBe(at.get("c")?.x);
  });

  it("keeps siblings in the order of their links, with what hangs below them", () => {
    const boxes = ["root", "right", "left", "below", "below2"].map((id) => box(id));
    const at = layOut(boxes, [
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
    const at = layOut(
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

  it("leaves boxes where somebody put them and moves what follows along", () => {
    const boxes = [box("a"), box("b", { x: 900, y: 500 }), box("c")];
    const at = layOut(boxes, [link("a", "b"), link("b", "c")]);
    expect(at.get("b")).toEqual({ x: 900, y: 500 });
    expect(at.get("c")?.x).toBe(900);
    expect(at.get("c")?.y).toBeGreaterThan(580);
  });

  it("survives links to nowhere and circles", () => {
    const at = layOut([box("a"), box("b")], [link("a", "b"), link("b", "a"), link("a", "nobody")]);
    expect(at.size).toBe(2);
  });
});
