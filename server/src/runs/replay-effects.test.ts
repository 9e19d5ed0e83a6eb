import type { Effect } from "@formloom/shared/plugin";
import { describe, expect, test } from "vitest";
import { effectKey } from "../pipeline/worker/effect-ledger.ts";
import { firstEffects, gatherActs, hasActed, type PastStep } from "./replay-effects.ts";

const effect = (facts: Partial<Effect> = {}): Effect => ({
  name: "send",
  key: "fx_1",
  state: "failed",
  generation: 1,
  at: "2026-01-01T00:00:00.000Z",
  ...facts,
});
const past = (effects: readonly Effect[], facts: Partial<PastStep> = {}): PastStep => ({
  status: "failed",
  effects,
  outcomes: [],
  ...facts,
});
const step = { rootRunId: "root", nodeId: "hook", at: "2026-02-02T00:00:00.000Z" };

describe("gatherActs", () => {
  test("keeps the highest generation of each act, and of equals the one that says more", () => {
    const { effects } = gatherActs([
      past([effect({ state: "confirmed" })]),
      past([effect({ generation: 2, state: "claimed" }), effect({ name: "other" })]),
      past([effect({ generation: 2, state: "failed" })]),
      past([effect({ name: "other", state: "caught" })]),
    ]);
    expect(effects.map(({ name, generation, state }) => [name, generation, state])).toEqual([
      ["send", 2, "claimed"],
      ["other", 1, "caught"],
    ]);
  });

  test("says whether something left, and whether nobody knows", () => {
    expect(hasActed(gatherActs([past([effect()])]))).toBe(false);
    expect(hasActed(gatherActs([past([effect({ state: "caught" })])]))).toBe(true);
    expect(gatherActs([past([], { status: "unknown" })]).unknown).toBe(true);
    expect(gatherActs([past([effect({ state: "unknown" })])]).unknown).toBe(true);
    const cancelled = { status: "cancelled", outcomes: ["retry", "unknown"] };
    expect(gatherActs([past([], cancelled)]).unknown).toBe(true);
    // Settled since: an attempt came after it.
    expect(gatherActs([past([], { outcomes: ["unknown", "succeeded"] })]).unknown).toBe(false);
    expect(gatherActs([])).toEqual({ effects: [], interrupted: false, unknown: false });
  });
});

describe("firstEffects", () => {
  test("keeps what is known, so that keys and results stay", () => {
    const known = gatherActs([past([effect({ state: "confirmed", result: { a: 1 } })])]);
    expect(firstEffects(known, { ...step, fresh: false })).toEqual(known.effects);
  });

  test("makes the next generation of each act under the key that attempts will have", () => {
    const known = gatherActs([past([effect({ state: "confirmed", generation: 3, result: 1 })])]);
    const [made] = firstEffects(known, { ...step, fresh: true });
    const key = effectKey({ rootRunId: "root", nodeId: "hook", name: "send", generation: 4 });
    expect(made).toEqual({ name: "send", key, generation: 4, state: "failed", at: step.at });
  });

  test("takes an act that may have left without a word for one that left", () => {
    const cutOff = gatherActs([past([], { outcomes: ["interrupted"] })]);
    expect(firstEffects(cutOff, { ...step, fresh: true })).toMatchObject([{ generation: 2 }]);
    expect(firstEffects(cutOff, { ...step, fresh: false })).toEqual([]);
    expect(firstEffects(gatherActs([past([])]), { ...step, fresh: true })).toEqual([]);
  });
});
