import type { RunOutcomes } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { chartDates, isChosen, outcomeBars, outcomeWords } from "./outcome-bars.ts";

const none = {
  completed: 0,
  filtered: 0,
  failed: 0,
  cancelled: 0,
  needsAttention: 0,
  underWay: 0,
};
const hour = (at: number, counts: Partial<RunOutcomes>): RunOutcomes => ({
  at: new Date(Date.UTC(2026, 10, 23, at)).toISOString(),
  ...none,
  ...counts,
});

describe("outcomeBars", () => {
  it("keeps the highest bar within the chart, and one failure among thousands seen", () => {
    const [bar] = outcomeBars([hour(1, { completed: 5_000, failed: 1 })], 100);
    const heights = bar?.parts.map(({ height }) => height) ?? [];
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(2);
    expect(bar?.parts.at(-1)).toMatchObject({ kind: "failed" });
    expect(bar?.parts.at(-1)?.y).toBeGreaterThanOrEqual(0);
    expect(heights.reduce((sum, height) => sum + height, 0)).toBeLessThanOrEqual(100.01);
  });

  it("ends each where the next begins, and the last an hour later", () => {
    const bars = outcomeBars([hour(1, {}), hour(2, { failed: 1 })], 100);
    expect(bars.map(({ to }) => to)).toEqual([hour(2, {}).at, hour(3, {}).at]);
    expect(bars[0]?.parts).toEqual([]);
  });
});

describe("outcomeWords", () => {
  it("names only what there is", () => {
    expect(outcomeWords(hour(1, { completed: 2, failed: 1 }))).toBe("3 runs: 2 done, 1 failed");
    expect(outcomeWords(hour(1, {}))).toBe("no runs");
  });
});

describe("isChosen", () => {
  const bar = { from: hour(1, {}).at, to: hour(2, {}).at };
  it("needs the whole bar within the dates", () => {
    expect(isChosen(bar, {})).toBe(false);
    expect(isChosen(bar, { from: bar.from, to: bar.to })).toBe(true);
    expect(isChosen(bar, { from: bar.to })).toBe(false);
    expect(isChosen(bar, { to: bar.from })).toBe(false);
  });
});

describe("chartDates", () => {
  const now = Date.UTC(2026, 10, 23);
  const before = (days: number) => new Date(now - days * 86_400_000).toISOString();
  it("shows the last 30 days, unless what was chosen begins before", () => {
    expect(chartDates({ from: before(3) }, now)).toEqual({});
    const older = { from: before(90), to: before(60) };
    expect(chartDates(older, now)).toEqual(older);
  });
  it("asks for no more days than an answer has", () => {
    expect(chartDates({ from: before(800) }, now)).toEqual({});
  });
});
