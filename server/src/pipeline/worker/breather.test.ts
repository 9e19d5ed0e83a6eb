import { expect, test } from "vitest";
import { createBreather } from "./breather.ts";

/** Many chains of steps that wait for nothing, as runs of filters are; each step computes for 0.2 ms. */
async function compute(chains: number, steps: number, breathe: () => Promise<void> | null) {
  const chain = async (): Promise<void> => {
    for (let step = 0; step < steps; step += 1) {
      const end = performance.now() + 0.2;
      while (performance.now() < end);
      const turn = breathe();
      if (turn !== null) await turn;
      else await Promise.resolve();
    }
  };
  await Promise.all(Array.from({ length: chains }, chain));
}

/** Turns that the event loop had meanwhile. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await work();
  clearInterval(timer);
  return turns;
}

test("the event loop has turns while steps that wait for nothing follow one another", async () => {
  expect(await turnsDuring(() => compute(20, 50, createBreather()))).toBeGreaterThan(3);
});

test("without it the loop would have none", async () => {
  expect(await turnsDuring(() => compute(20, 50, () => null))).toBe(0);
});

test("a short stretch is not interrupted", () => {
  expect(createBreather()()).toBeNull();
});
