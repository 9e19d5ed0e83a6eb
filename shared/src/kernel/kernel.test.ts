import { describe, expect, it } from "vitest";
import { assertNever, fail, manualClock, succeed, systemClock } from "./index.ts";

describe("kernel", () => {
  it("tells the two sides of a result apart", () => {
    expect(succeed(1)).toEqual({ ok: true, value: 1 });
    expect(fail("no")).toEqual({ ok: false, error: "no" });
  });

  it("throws without echoing a value that no case handles", () => {
    const stray = JSON.parse('"a secret"') as never; // what the types rule out is the point here
    expect(() => assertNever(stray)).toThrow("unknown string");
    expect(() => assertNever(stray)).not.toThrow("secret");
  });

  it("holds a manual clock still until it is moved", () => {
    const clock = manualClock(5);
    expect(clock.now()).toBe(5);
    clock.advance(10);
    expect(clock.now()).toBe(15);
    clock.set(3);
    expect(clock.now()).toBe(3);
    expect(systemClock.now()).toBeGreaterThan(1_700_000_000_000);
  });
});
