import { describe, expect, it } from "vitest";
import { describeTime } from "./relative-time.tsx";

const now = Date.UTC(2026, 0, 15, 12);
const minute = 60_000;

describe("describeTime", () => {
  it("is relative within a week, either way", () => {
    expect(describeTime(now - 10_000, now)).toBe("just now");
    expect(describeTime(now - 3 * minute, now)).toBe("3 minutes ago");
    expect(describeTime(now + 2 * 60 * minute, now)).toBe("in 2 hours");
    expect(describeTime(now - 24 * 60 * minute, now)).toBe("yesterday");
  });

  it("is a date beyond it", () => {
    expect(describeTime(now - 30 * 24 * 60 * minute, now)).toContain("2025");
  });
});
