import { describe, expect, test } from "vitest";
import { expectedPeriod } from "./expected-period.ts";

const shown = ({ start, end, day, counts }: ReturnType<typeof expectedPeriod>) =>
  [start.toISOString(), end.toISOString(), day, counts] as const;

describe("the period in which something is expected", () => {
  const daily = { per: "day", weekends: false } as const;
  const zone = { timeZone: "Europe/Berlin" };

  test("is a calendar day of the form's zone, also where it has 23 hours", () => {
    const nowMs = Date.parse("2026-03-29T21:00:00Z");
    expect(shown(expectedPeriod({ ...daily, weekends: true }, { nowMs, ...zone }))).toEqual([
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
      "2026-03-29",
      true,
    ]);
  });

  test("does not count on weekends where these are free", () => {
    const days = [24, 25, 26, 27].map((day) => {
      const nowMs = Date.parse(`2026-04-${day}T12:00:00Z`);
      return expectedPeriod(daily, { nowMs, ...zone }).counts;
    });
    // Friday to Monday.
    expect(days).toEqual([true, false, false, true]);
  });

  test("is a week from Monday, and the one before with back", () => {
    const nowMs = Date.parse("2026-04-26T12:00:00Z");
    const weekly = { per: "week", weekends: false } as const;
    expect(shown(expectedPeriod(weekly, { nowMs, ...zone }))).toEqual([
      "2026-04-19T22:00:00.000Z",
      "2026-04-26T22:00:00.000Z",
      "2026-04-20",
      true,
    ]);
    expect(expectedPeriod(weekly, { nowMs, ...zone, back: 1 }).day).toBe("2026-04-13");
  });
});
