import type { Plan, PlanStep } from "@formloom/shared/graph";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { planOf, planStep } from "../support/pipeline.ts";
import { runModel, type Script, type Try } from "./walk.model.ts";
import { WalkDriver, type Mishaps } from "./walk-driver.ts";

// Both are set by `npm run model`.
const { MODEL_SEQUENCES, MODEL_SEED } = process.env;
const options = {
  numRuns: Number(MODEL_SEQUENCES ?? 1_500),
  ...(MODEL_SEED !== undefined && { seed: Number(MODEL_SEED) }),
};
/** Ample for 10,000 runs on a busy machine. */
const timeoutMs = 600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const portArbitrary = fc.constantFrom("out", "out", "out", "a", "none");
const tryArbitrary: fc.Arbitrary<Try> = fc.oneof(
  { weight: 4, arbitrary: portArbitrary.map((port): Try => ({ kind: "well", port })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(portArbitrary, fc.constantFrom(0, 1, 5_000, 86_400_000))
      .map(([port, ms]): Try => ({ kind: "waits", port, ms })),
  },
  { weight: 2, arbitrary: fc.constant<Try>({ kind: "again" }) },
  { weight: 1, arbitrary: fc.constant<Try>({ kind: "fails" }) },
  { weight: 1, arbitrary: fc.constant<Try>({ kind: "skips" }) },
);

const stepArbitrary = fc.record({
  parents: fc.array(
    fc.record({ of: fc.nat(), port: fc.constantFrom("out", "out", "a", "error") }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  join: fc.constantFrom("all" as const, "first" as const),
  acts: fc.boolean(),
  asks: fc.boolean(),
  goesOn: fc.boolean(),
  disabled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  tries: fc.array(tryArbitrary, { maxLength: 3 }),
});
type DrawnStep = typeof stepArbitrary extends fc.Arbitrary<infer Drawn> ? Drawn : never;

interface Case {
  readonly plan: Plan;
  readonly script: Script;
}

/** `mayAsk`: with steps of which it is not known after a crash whether they went. */
function caseOf(drawn: readonly DrawnStep[], mayAsk: boolean): Case {
  const parents = drawn.map((step, ordinal) => {
    const ways = step.parents.map(({ of, port }) => {
      const from = (of % (ordinal + 1)) - 1;
      return { from, port: from < 0 ? "out" : port };
    });
    return [...new Map(ways.map((way) => [`${way.from}.${way.port}`, way])).values()];
  });
  const steps = drawn.map((step, ordinal): PlanStep => {
    const hasErrorEdge = parents
      .flat()
      .some(({ from, port }) => from === ordinal && port === "error");
    return planStep({
      nodeId: `n${ordinal}`,
      type: "echo",
      parents: parents[ordinal] ?? [],
      join: (parents[ordinal]?.length ?? 0) > 1 ? step.join : null,
      hasErrorEdge,
      retry: { maxAttempts: step.maxAttempts, firstDelayMs: 1_000, factor: 2, maxDelayMs: 60_000 },
      onError: step.goesOn ? "continue" : "stop",
      ifInterrupted: step.asks && mayAsk ? "ask" : "again",
      disabled: step.disabled,
      acts: step.acts && !step.disabled,
    });
  });
  return { plan: planOf(steps), script: drawn.map(({ tries }) => tries) };
}

async function expectAsModel({ plan, script }: Case, mishaps: Mishaps, picks: readonly number[]) {
  const driver = new WalkDriver(plan, script, mishaps);
  await driver.run(picks).finally(() => vi.clearAllTimers());
  const { steps, results, over } = driver.store;
  const expected = runModel(plan, script);
  expect(steps.map(({ status, port }) => ({ status, port }))).toEqual(
    expected.steps.map(({ status, port }) => ({ status, port })),
  );
  expect(over).toEqual({ status: expected.status, outcome: expected.outcome });
  expect(results).toEqual(plan.steps.map(() => 1));
  return { charged: steps.map(({ attempts, uncharged }) => attempts - uncharged), expected };
}

describe("a run walked from step to step", () => {
  const steps = fc.array(stepArbitrary, { minLength: 1, maxLength: 10 });
  const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 60 });

  test(
    "ends as the model, with as many attempts, in whatever order things happen",
    { timeout: timeoutMs },
    async () => {
      const none: Mishaps = { crashes: 0, drains: 0, zombies: false };
      await fc.assert(
        fc.asyncProperty(steps, picks, async (drawn, order) => {
          const { charged, expected } = await expectAsModel(caseOf(drawn, true), none, order);
          expect(charged).toEqual(expected.steps.map((step) => step.charged));
        }),
        options,
      );
    },
  );

  test(
    "ends the same when it is drained, and charges nothing for it",
    { timeout: timeoutMs },
    async () => {
      const mishaps: Mishaps = { crashes: 0, drains: 3, zombies: false };
      await fc.assert(
        fc.asyncProperty(steps, picks, async (drawn, order) => {
          const { charged, expected } = await expectAsModel(caseOf(drawn, true), mishaps, order);
          expect(charged).toEqual(expected.steps.map((step) => step.charged));
        }),
        options,
      );
    },
  );

  test(
    "ends the same when its holder dies at any moment, or does not know that it lost it",
    { timeout: timeoutMs },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, picks, fc.boolean(), async (drawn, order, zombies) => {
          const mishaps: Mishaps = { crashes: 3, drains: 1, zombies };
          const { charged, expected } = await expectAsModel(caseOf(drawn, false), mishaps, order);
          expect(charged).toEqual(expected.steps.map((step) => step.charged));
        }),
        options,
      );
    },
  );
});
