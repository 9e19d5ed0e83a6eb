import { describe, expect, test } from "vitest";
import { Destinations, PutOff } from "./destinations.ts";

function world(maxActs = 3) {
  const clock = { nowMs: 0 };
  const destinations = new Destinations({ maxActs, now: () => clock.nowMs, random: () => 0.5 });
  return { clock, destinations };
}

/** Why an act was put off, or null where it began (and went as told). */
function tryOnce(
  destinations: Destinations,
  host: string,
  went: "up" | "down" | "unsure",
): PutOff["why"] | null {
  try {
    destinations.enter(host)(went);
    return null;
  } catch (error) {
    if (error instanceof PutOff) return error.why;
    throw error;
  }
}

describe("a destination", () => {
  test("gets no more acts at a time than its share, and others are not held up", () => {
    const { destinations } = world(2);
    const leave = destinations.enter("slow.test");
    destinations.enter("slow.test");
    expect(tryOnce(destinations, "slow.test", "up")).toBe("busy");
    expect(tryOnce(destinations, "other.test", "up")).toBeNull();
    leave("up");
    expect(tryOnce(destinations, "slow.test", "up")).toBeNull();
  });

  test("is left alone after ten failures in a row, not after nine and a success", () => {
    const { destinations } = world();
    for (let n = 0; n < 9; n += 1) tryOnce(destinations, "a.test", "down");
    tryOnce(destinations, "a.test", "up");
    for (let n = 0; n < 10; n += 1) expect(tryOnce(destinations, "a.test", "down")).toBeNull();
    expect(tryOnce(destinations, "a.test", "up")).toBe("circuit");
  });

  test("is tried by one act every 30 s, and is open again when that one succeeds", () => {
    const { clock, destinations } = world();
    for (let n = 0; n < 10; n += 1) tryOnce(destinations, "a.test", "down");
    clock.nowMs = 30_001;
    const probe = destinations.enter("a.test");
    expect(tryOnce(destinations, "a.test", "up")).toBe("circuit");
    probe("down");
    expect(tryOnce(destinations, "a.test", "up")).toBe("circuit");
    clock.nowMs = 60_002;
    expect(tryOnce(destinations, "a.test", "up")).toBeNull();
    expect(tryOnce(destinations, "a.test", "up")).toBeNull();
  });

  test("is not blamed for an act that says nothing about it", () => {
    const { destinations } = world();
    for (let n = 0; n < 30; n += 1) tryOnce(destinations, "a.test", "unsure");
    expect(tryOnce(destinations, "a.test", "up")).toBeNull();
  });

  test("says when to come back: not before the circuit is tried, and not all at once", () => {
    const { destinations } = world();
    for (let n = 0; n < 10; n += 1) tryOnce(destinations, "a.test", "down");
    const dues = Array.from({ length: 100 }, () => {
      try {
        destinations.enter("a.test");
        return 0;
      } catch (error) {
        return error instanceof PutOff ? error.dueInMs : 0;
      }
    });
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(30_000);
    expect(new Set(dues.map(Math.round)).size).toBeGreaterThan(50);
  });
});
