import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  maxRetryAfterMs,
  nextAttemptDelayMs,
  retryPolicySchema,
  type RetryPolicy,
} from "./retry.ts";

const hourMs = 3_600_000;

const policyArbitrary: fc.Arbitrary<RetryPolicy> = fc
  .record({
    maxAttempts: fc.integer({ min: 1, max: 20 }),
    firstDelayMs: fc.integer({ min: 100, max: 24 * hourMs }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelayMs: fc.integer({ min: 100, max: 7 * 24 * hourMs }),
  })
  .map((policy) => retryPolicySchema.parse(policy));

const randomArbitrary = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The model: the first pause, made longer step by step, never above the greatest. */
function pauseMs(policy: RetryPolicy, charged: number): number {
  let pause = policy.firstDelayMs;
  for (let made = 1; made < charged; made += 1) pause *= policy.factor;
  return pause > policy.maxDelayMs ? policy.maxDelayMs : pause;
}

describe("nextAttemptDelayMs under any policy", () => {
  it("never gives more attempts than the policy names", () => {
    fc.assert(
      fc.property(policyArbitrary, randomArbitrary, fc.nat(), (policy, random, retryAfterMs) => {
        let attempts = 1;
        while (
          attempts < 100 &&
          nextAttemptDelayMs(policy, { charged: attempts, random, retryAfterMs }) !== null
        ) {
          attempts += 1;
        }
        expect(attempts).toBe(policy.maxAttempts);
      }),
    );
  });

  it("stays within a fifth of the model's pause, and reaches both sides", () => {
    fc.assert(
      fc.property(policyArbitrary, randomArbitrary, fc.integer({ min: 1, max: 20 }), (...given) => {
        const [policy, random, charged] = given;
        fc.pre(charged < policy.maxAttempts);
        const pause = pauseMs(policy, charged);
        const delay = nextAttemptDelayMs(policy, { charged, random }) ?? Number.NaN;
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(pause * 0.8));
        expect(delay).toBeLessThanOrEqual(Math.ceil(pause * 1.2));
        const least = nextAttemptDelayMs(policy, { charged, random: 0 }) ?? Number.NaN;
        expect(Math.abs(least - pause * 0.8)).toBeLessThanOrEqual(1);
        const most = nextAttemptDelayMs(policy, { charged, random: 1 - 2 ** -53 }) ?? Number.NaN;
        expect(Math.abs(most - pause * 1.2)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("waits as long as the service asks, whatever the policy's pause, up to 24 hours", () => {
    const asked = fc.oneof(
      fc.double({ min: 0.001, max: 4 * maxRetryAfterMs, noNaN: true }),
      fc.constantFrom(1, maxRetryAfterMs - 1, maxRetryAfterMs, maxRetryAfterMs + 1, Infinity),
    );
    fc.assert(
      fc.property(policyArbitrary, randomArbitrary, asked, (policy, random, retryAfterMs) => {
        fc.pre(policy.maxAttempts > 1);
        const delay =
          nextAttemptDelayMs(policy, { charged: 1, random, retryAfterMs }) ?? Number.NaN;
        const asLongAs = Math.min(retryAfterMs, 24 * hourMs);
        expect(delay).toBeLessThanOrEqual(24 * hourMs);
        expect(delay).toBeGreaterThanOrEqual(asLongAs);
        expect(delay - asLongAs).toBeLessThan(1);
      }),
    );
  });

  it("takes a Retry-After that says nothing as none", () => {
    const nothing = fc.constantFrom(0, -1, Number.NaN, -Infinity, undefined);
    fc.assert(
      fc.property(policyArbitrary, randomArbitrary, nothing, (policy, random, retryAfterMs) => {
        const plain = nextAttemptDelayMs(policy, { charged: 1, random });
        expect(nextAttemptDelayMs(policy, { charged: 1, random, retryAfterMs })).toBe(plain);
      }),
    );
  });
});
