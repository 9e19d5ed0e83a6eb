import { describe, expect, test } from "vitest";
import { quietUntil } from "./quiet-hours.ts";

const at = (iso: string) => Date.parse(iso);
const until = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe("quiet hours", () => {
  const night = { quiet: { from: "22:00", to: "07:00" }, timeZone: "Europe/Berlin" };

  test("end in the morning of the person's own zone", () => {
    expect(until(quietUntil(night, at("2026-01-15T20:59:00Z")))).toBeNull();
    expect(until(quietUntil(night, at("2026-01-15T21:00:00Z")))).toBe("2026-01-16T06:00:00.000Z");
    expect(until(quietUntil(night, at("2026-01-16T05:59:00Z")))).toBe("2026-01-16T06:00:00.000Z");
    expect(until(quietUntil(night, at("2026-01-16T06:00:00Z")))).toBeNull();
  });

  test("keep to the clock in the night in which it changes", () => {
    // In the night to 29 March 2026, Berlin's clocks go from 2 to 3.
    expect(until(quietUntil(night, at("2026-03-28T22:00:00Z")))).toBe("2026-03-29T05:00:00.000Z");
  });

  test("may lie within a day, and be none", () => {
    const noon = { quiet: { from: "12:00", to: "13:30" }, timeZone: "UTC" };
    expect(until(quietUntil(noon, at("2026-01-15T12:30:00Z")))).toBe("2026-01-15T13:30:00.000Z");
    expect(quietUntil(noon, at("2026-01-15T13:30:00Z"))).toBeNull();
    const none = { quiet: { from: "12:00", to: "12:00" }, timeZone: "UTC" };
    expect(quietUntil(none, at("2026-01-15T12:00:00Z"))).toBeNull();
    expect(quietUntil({ quiet: null, timeZone: "UTC" }, at("2026-01-15T12:00:00Z"))).toBeNull();
  });
});
