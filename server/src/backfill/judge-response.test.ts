import type { Plan, PlanStep } from "@formloom/shared/graph";
import type { Effect } from "@formloom/shared/plugin";
import { describe, expect, test } from "vitest";
import { planOf, planStep } from "../../test/support/pipeline.ts";
import { judgeResponse, type BackfillAim } from "./judge-response.ts";
import { neededSteps } from "./one-step.ts";
import type { PastRun, PastStep, PastWork } from "./past-work.ts";

const from = (ordinal: number): Pick<PlanStep, "parents"> => ({
  parents: [{ from: ordinal, port: "out" }],
});

/** Only if, then an act, then another one that needs the first one's result. */
const whole: Plan = planOf([
  planStep({ nodeId: "if", type: "filter", acts: false }),
  planStep({ nodeId: "ask", type: "webhook", ...from(0) }),
  planStep({ nodeId: "tell", type: "slack", ...from(1), config: { text: "{{ steps.ask.id }}" } }),
]);
const ofWhole: BackfillAim = { plan: whole, onlyNodeId: null, needed: new Set() };
const onlyPlan = {
  ...whole,
  steps: whole.steps.map((step) => ({ ...step, disabled: step.nodeId === "ask" })),
};
const ofTell: BackfillAim = {
  plan: onlyPlan,
  onlyNodeId: "tell",
  needed: neededSteps(onlyPlan, "tell"),
};

const effect = (state: Effect["state"]): Effect => ({
  name: "send",
  key: "fx_1",
  state,
  generation: 1,
  at: "2026-11-23T00:00:00.000Z",
});

const step = (ordinal: number, facts: Partial<PastStep> = {}): PastStep => ({
  ordinal,
  nodeId: whole.steps[ordinal]?.nodeId ?? "",
  nodeType: whole.steps[ordinal]?.type ?? "",
  status: "completed",
  port: "out",
  skipReason: null,
  attempts: 1,
  startedAt: null,
  finishedAt: null,
  reusedFrom: null,
  effects: ordinal === 0 ? [] : [effect("confirmed")],
  ...facts,
});

const run = (facts: Partial<PastRun> = {}): PastRun => ({
  id: "run",
  status: "completed",
  outcome: null,
  finished: true,
  cleared: false,
  whole: true,
  steps: [step(0), step(1)],
  ...facts,
});

const past = (runs: readonly PastRun[], facts: Partial<PastWork> = {}): PastWork => ({
  runs,
  starting: false,
  remembered: null,
  ...facts,
});

const stateOf = (aim: BackfillAim, work: PastWork): string => {
  const verdict = judgeResponse(aim, work);
  return verdict.kind === "make" ? "make" : verdict.state;
};

describe("a whole automation for a response", () => {
  test("runs where nothing was done, or a filter ended it, or it failed before it sent anything", () => {
    expect(stateOf(ofWhole, past([]))).toBe("make");
    expect(stateOf(ofWhole, past([run({ outcome: "filtered", steps: [step(0)] })]))).toBe("make");
    const failed = run({ status: "failed", steps: [step(1, { effects: [effect("failed")] })] });
    expect(stateOf(ofWhole, past([failed]))).toBe("make");
  });

  test("is left where it is done, being done, or done in part", () => {
    expect(stateOf(ofWhole, past([run()]))).toBe("skipped-done");
    const remembered = { completed: true, nodeIds: [] };
    expect(stateOf(ofWhole, past([], { remembered }))).toBe("skipped-done");
    const open = run({ status: "waiting", finished: false });
    expect(stateOf(ofWhole, past([open]))).toBe("skipped-under-way");
    expect(stateOf(ofWhole, past([], { starting: true }))).toBe("skipped-under-way");
    expect(stateOf(ofWhole, past([run({ status: "failed" })]))).toBe("skipped-partly");
    const cut = run({ status: "cancelled", steps: [step(1, { effects: [effect("claimed")] })] });
    expect(stateOf(ofWhole, past([cut]))).toBe("skipped-partly");
  });

  test("is not done by a run of one step alone, but in part", () => {
    expect(stateOf(ofWhole, past([run({ whole: false })]))).toBe("skipped-partly");
  });
});

describe("one step for a response", () => {
  test("builds on the newest run that has what it needs", () => {
    const verdict = judgeResponse(ofTell, past([run({ id: "new" }), run({ id: "old" })]));
    expect(verdict).toMatchObject({
      kind: "make",
      steps: [
        { kind: "reused", runId: "new" },
        { kind: "reused", runId: "new" },
        { kind: "again" },
      ],
    });
  });

  test("is refused where the result it needs was never there, or is not kept any more", () => {
    expect(judgeResponse(ofTell, past([]))).toMatchObject({
      state: "refused",
      reason: expect.stringContaining("which no earlier run has"),
    });
    expect(judgeResponse(ofTell, past([run({ cleared: true })]))).toMatchObject({
      state: "refused",
      reason: expect.stringContaining("which is not kept any more"),
    });
    const older = judgeResponse(ofTell, past([run({ cleared: true }), run({ id: "kept" })]));
    expect(older).toMatchObject({ kind: "make", steps: [{ runId: "kept" }, {}, {}] });
    expect(stateOf({ ...ofTell, needed: new Set() }, past([]))).toBe("make");
  });

  test("is left where an earlier run did not come to it", () => {
    const steps = [
      step(0, { port: "none" }),
      step(1, { status: "skipped", port: null, effects: [] }),
    ];
    expect(stateOf(ofTell, past([run({ outcome: "filtered", steps })]))).toBe("filtered");
  });

  test("is done once it was sent; what was caught was not", () => {
    const own = (state: Effect["state"]) =>
      past([run({ steps: [step(0), step(1), step(2, { effects: [effect(state)] })] })]);
    expect(stateOf(ofTell, own("confirmed"))).toBe("skipped-done");
    expect(stateOf(ofTell, own("caught"))).toBe("make");
    expect(stateOf(ofTell, own("unknown"))).toBe("skipped-partly");
  });

  test("waits for a run in its first moments, whose steps are not on record yet", () => {
    const fresh = run({ status: "running", finished: false, steps: [] });
    expect(stateOf(ofTell, past([fresh]))).toBe("skipped-under-way");
  });
});
