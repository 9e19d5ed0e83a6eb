import { describe, expect, test } from "vitest";
import { createBatchPace } from "./batch-pace.ts";

describe("the pace of batches", () => {
  test("halves after a slow batch, down to a few rows, and grows while batches are quick", () => {
    const pace = createBatchPace();
    for (let n = 0; n < 10; n += 1) pace.took(20);
    expect(pace.limit).toBe(500);
    pace.took(251);
    expect(pace.limit).toBe(250);
    pace.took(150);
    expect(pace.limit).toBe(250);
    for (let n = 0; n < 20; n += 1) pace.took(400);
    expect(pace.limit).toBe(5);
    pace.took(10);
    expect(pace.limit).toBe(10);
  });

  test("rests as long as the batch took, and no longer once it is to end", async () => {
    const pace = createBatchPace();
    pace.took(60);
    const began = performance.now();
    await pace.rest(new AbortController().signal);
    expect(performance.now() - began).toBeGreaterThan(50);
    pace.took(60_000);
    const ended = performance.now();
    await pace.rest(AbortSignal.abort());
    expect(performance.now() - ended).toBeLessThan(40);
  });
});
