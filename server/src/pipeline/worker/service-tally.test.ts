import { expect, test } from "vitest";
import { mergeServices, ServiceTally } from "./service-tally.ts";

const minuteMs = 60_000;

test("counts the calls of the last hour, and says since when all of them fail", () => {
  const clock = { ms: 100 * minuteMs };
  const tally = new ServiceTally(() => clock.ms);
  tally.count("a.test", false);
  clock.ms += 30 * minuteMs;
  tally.count("a.test", true);
  clock.ms += 1;
  tally.count("a.test", false);
  tally.count("a.test", false);
  expect(tally.read()).toEqual([
    { host: "a.test", calls: 4, failed: 3, failingSinceMs: clock.ms, lastFailedAtMs: clock.ms },
  ]);
  clock.ms += 40 * minuteMs;
  expect(tally.read()[0]).toMatchObject({ calls: 3, failed: 2 });
  clock.ms += 30 * minuteMs;
  expect(tally.read()).toEqual([]);
});

test("forgets the host that was called longest ago, when there are very many", () => {
  const clock = { ms: 0 };
  const tally = new ServiceTally(() => clock.ms);
  for (let n = 0; n < 201; n += 1) {
    clock.ms = n * 100;
    tally.count(`h${n}.test`, true);
  }
  expect(tally.read()).toHaveLength(200);
});

test("adds what several threads saw; one that succeeded is news of the service", () => {
  const one = { host: "a.test", calls: 10, failed: 10, lastFailedAtMs: 5, waiting: 2 };
  const failing = { ...one, failingSinceMs: 3, openForMs: 100 };
  const fine = { ...one, failed: 0, failingSinceMs: null, openForMs: null, lastFailedAtMs: null };
  expect(mergeServices([failing, fine])).toEqual([
    { ...failing, calls: 20, failed: 10, failingSinceMs: null, waiting: 4 },
  ]);
});
