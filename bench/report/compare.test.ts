import { describe, expect, test } from "vitest";
import { compareRecords } from "./compare.ts";
import { aimGrid, asMarkdown } from "./layout.ts";
import type { Entry } from "./record.ts";

function entry(name: string, rows: Entry["findings"]["tables"][number]["rows"]): Entry {
  const columns = [
    { key: "what", label: "" },
    { key: "cpu", label: "CPU ms" },
    { key: "note", label: "note" },
  ];
  return {
    name,
    title: name,
    machine: { at: "", cores: 2, model: "", memoryGib: 1, node: "", load: [], commit: "" },
    quick: false,
    seconds: 1,
    failed: null,
    findings: { tables: [{ title: "Runs", columns, rows }], aims: [], pictures: [], notes: [] },
  };
}

describe("compareRecords", () => {
  test("divides each figure that both have, and leaves out the rest", () => {
    const before = [entry("steps", [{ what: "3 steps", cpu: 2, note: "old" }])];
    const now = [
      entry("steps", [
        { what: "3 steps", cpu: 1, note: "new" },
        { what: "10 steps", cpu: 4, note: "new" },
      ]),
      entry("start", [{ what: "3 steps", cpu: 9, note: "" }]),
    ];
    expect(compareRecords(now, before).rows).toEqual([["steps: 3 steps, CPU ms", "2", "1", "0.5"]]);
  });

  test("has no ratio to a figure that was not measured, or was 0", () => {
    const before = [
      entry("steps", [
        { what: "a", cpu: 0 },
        { what: "b", cpu: null },
      ]),
    ];
    const now = [
      entry("steps", [
        { what: "a", cpu: 1 },
        { what: "b", cpu: 1 },
      ]),
    ];
    expect(compareRecords(now, before).rows).toEqual([["steps: a, CPU ms", "0", "1", "–"]]);
  });
});

describe("aimGrid", () => {
  test("says what was reached, and counts what was not measured as missed", () => {
    const { rows } = aimGrid([
      { what: "rate", unit: "runs/s", measured: 2_100, atLeast: 2_000 },
      { what: "CPU", unit: "ms", measured: 0.5, atMost: 0.45 },
      { what: "loss", unit: "", measured: null, atMost: 0 },
    ]);
    expect(rows).toEqual([
      ["rate", "≥ 2,000 runs/s", "2,100", "✓"],
      ["CPU", "≤ 0.45 ms", "0.5", "✗"],
      ["loss", "≤ 0", "–", "✗"],
    ]);
  });
});

describe("asMarkdown", () => {
  test("pads as the formatter does", () => {
    const text = asMarkdown({ headings: ["", "ms"], rows: [["first", "1"]] });
    expect(text).toBe("|       | ms  |\n| ----- | --- |\n| first | 1   |");
  });
});
