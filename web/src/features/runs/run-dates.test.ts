import { describe, expect, it } from "vitest";
import { beginOfDay, dayOf, hoursWords, lastDayOf } from "./run-dates.ts";

describe("run dates", () => {
  it("go to the address and back to the same days", () => {
    const from = beginOfDay("2026-03-28");
    const to = beginOfDay("2026-03-29", 1);
    expect([dayOf(from), lastDayOf(to)]).toEqual(["2026-03-28", "2026-03-29"]);
    expect(hoursWords({ from, to })).toBeNull();
  });

  it("are no bound where no day is named", () => {
    expect([
      beginOfDay(""),
      beginOfDay("nonsense"),
      dayOf(undefined),
      lastDayOf(undefined),
    ]).toEqual([undefined, undefined, "", ""]);
    expect(hoursWords({})).toBeNull();
  });

  it("end with the last day of a month, over its end", () => {
    expect(lastDayOf(beginOfDay("2026-02-28", 1))).toBe("2026-02-28");
  });

  it("say hours that two dates cannot say", () => {
    const from = new Date(2026, 10, 23, 14).toISOString();
    const to = new Date(2026, 10, 23, 15).toISOString();
    expect(hoursWords({ from, to })).toMatch(/14|2.*–.*15|3/u);
    expect(hoursWords({ from })).toMatch(/^since /u);
    expect(hoursWords({ to })).toMatch(/^until /u);
  });
});
