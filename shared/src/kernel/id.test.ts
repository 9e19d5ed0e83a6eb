import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdSource, idTimeMs, isId, newId } from "./id.ts";

describe("newId", () => {
  it("makes distinct, well-formed ids in ascending order", () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isId)).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
  });

  it("carries the time it was made at", () => {
    const before = Date.now();
    const made = idTimeMs(createIdSource()());
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});

describe("createIdSource", () => {
  it("stays ascending whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (times) => {
        let step = 0;
        const next = createIdSource({ nowMs: () => 1_700_000_000_000 + (times[step++] ?? 0) });
        const ids = times.map(() => next());
        expect(ids.toSorted()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it("borrows the next millisecond when more than 4,096 ids are made in one", () => {
    const next = createIdSource({ nowMs: () => 1_000 });
    const ids = Array.from({ length: 10_000 }, () => next());
    expect(ids.toSorted()).toEqual(ids);
    expect(idTimeMs(ids[0] ?? "")).toBe(1_000);
    expect(idTimeMs(ids.at(-1) ?? "")).toBeGreaterThan(1_001);
  });

  it("uses every random bit and no other state", () => {
    const ones = createIdSource({ nowMs: () => 0, fillRandom: (bytes) => void bytes.fill(255) });
    expect(ones()).toBe("00000000-0000-77ff-bfff-ffffffffffff");
  });
});

describe("isId", () => {
  it("refuses other versions, upper case and stray text", () => {
    expect(isId("00000000-0000-4000-8000-000000000000")).toBe(false);
    expect(isId(newId().toUpperCase())).toBe(false);
    expect(isId(`${newId()} `)).toBe(false);
    expect(idTimeMs("1 OR 1=1")).toBeUndefined();
  });
});
