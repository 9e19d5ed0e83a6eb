import { describe, expect, it } from "vitest";
import { graphLimits, graphSchema, newGraph, noteLimits } from "./graph.ts";

const note = { id: "n", text: "Ask Ada", position: { x: 1, y: 2 } };
const parse = (...notes: readonly unknown[]) =>
  graphSchema.safeParse({ ...newGraph(), notes }).success;

describe("notes of a graph", () => {
  it("may have a size and a colour", () => {
    expect(parse(note, { ...note, size: { width: 300, height: 90 }, color: "blue" })).toBe(true);
  });

  it("are bounded and hold nothing else", () => {
    const { width, height, textLength } = noteLimits;
    const size = { width: width.max, height: height.max };
    expect(parse({ ...note, size, text: "x".repeat(textLength) })).toBe(true);
    const wrongs = [
      { text: "x".repeat(textLength + 1) },
      { size: { ...size, width: width.max + 1 } },
      { size: { ...size, height: height.min - 1 } },
      { size: { width: 200.5, height: 100 } },
      { color: "url(evil)" },
      { position: { x: Infinity, y: 0 } },
      { html: "<b>" },
    ];
    expect(wrongs.filter((wrong) => parse({ ...note, ...wrong }))).toEqual([]);
    expect(parse(...Array.from({ length: graphLimits.notes }, () => note))).toBe(true);
    expect(parse(...Array.from({ length: graphLimits.notes + 1 }, () => note))).toBe(false);
  });
});
