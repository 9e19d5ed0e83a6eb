import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, type StepState } from "./advance.ts";
import { editPlan } from "./edit-plan.ts";
import { planSchema, type Plan } from "./plan.ts";
import { planReplay, type ReplayStep } from "./plan-replay.ts";

const step = (nodeId: string, parents: readonly [number, string?][], more: object = {}) => ({
  nodeId,
  type: "echo",
  typeVersion: 1,
  name: "",
  config: {},
  connectionId: null,
  parents: parents.map(([from, port = "out"]) => ({ from, port })),
  join: parents.length > 1 ? "all" : null,
  hasErrorEdge: false,
  retry: {},
  timeoutMs: 1_000,
  onError: "stop",
  ifInterrupted: "again",
  disabled: false,
  ...more,
});

const planOf = (steps: readonly object[]): Plan =>
  planSchema.parse({
    schemaVersion: 1,
    triggerId: "trigger",
    events: ["form.submitted"],
    filter: null,
    steps,
    kinds: {},
  });

/** a leads to b and to c, which meet in d; e stands beside them. */
const diamond = planOf([
  step("a", [[-1]]),
  step("b", [[0]]),
  step("c", [[0]]),
  step("d", [[1], [2]]),
  step("e", [[-1]]),
]);
const done: StepState = { status: "completed", port: "out" };
const all = (plan: Plan, state = done): StepState[] => plan.steps.map(() => state);

const shape = (steps: readonly ReplayStep[]): string =>
  steps.map(({ kind }) => kind.charAt(0)).join("");

function replay(fromNodeId: string | null, past = all(diamond), plan = diamond): string {
  const result = planReplay(plan, { fromNodeId, past: { plan: diamond, states: past } });
  return result.ok ? shape(result.steps) : `${result.fault.code} ${result.fault.nodeId}`;
}

const but = (ordinal: number, state: StepState): StepState[] => all(diamond).with(ordinal, state);

describe("planReplay", () => {
  test("runs everything again without a node, and from the trigger", () => {
    const cancelled = all(diamond, { status: "cancelled", port: null });
    expect(replay(null, cancelled)).toBe("aaaaa");
    expect(replay("trigger")).toBe("aaaaa");
  });

  test("runs a node with all that comes after it, and reuses the rest", () => {
    expect(["a", "b", "c", "d", "e"].map((id) => replay(id))).toEqual([
      "aaaar",
      "rarar",
      "rraar",
      "rrrar",
      "rrrra",
    ]);
    expect(replay("z")).toBe("unknown_node z");
  });

  test("refuses what would be left without an end, and names it", () => {
    const failed: StepState = { status: "failed", port: null };
    expect(replay("b", but(4, failed))).toBe("unfinished_step e");
    expect(replay("b", but(1, failed))).toBe("rarar");
    for (const status of ["waiting", "pending", "running", "unknown", "cancelled"] as const) {
      expect(replay("d", but(2, { status, port: null }))).toBe("unfinished_step c");
    }
    expect(replay("b", but(4, { status: "failed", port: "error" }))).toBe("rarar");
    expect(replay("b", but(4, { status: "skipped", port: null }))).toBe("rarar");
  });

  test("refuses a node that the run does not come to", () => {
    const filtered = but(0, { status: "completed", port: "none" });
    expect(replay("b", filtered.with(1, { status: "skipped", port: null }))).toBe("not_reached b");
    expect(replay("a", filtered)).toBe("aaaar");
  });

  test("takes another plan whose ancestors are the same, and leaves out what is new beside the way", () => {
    const live = planOf([
      step("new", [[-1]]),
      step("a", [[-1]]),
      step("c", [[1]]),
      step("after", [[2]]),
    ]);
    const result = planReplay(live, {
      fromNodeId: "c",
      past: { plan: diamond, states: all(diamond) },
    });
    expect(result).toEqual({
      ok: true,
      steps: [
        { kind: "absent" },
        { kind: "reused", from: 0 },
        { kind: "again" },
        { kind: "again" },
      ],
    });
    const raised = planOf([step("a", [[-1]], { typeVersion: 2 }), step("c", [[0]])]);
    expect(replay("c", all(diamond), raised)).toBe("changed_ancestor a");
    const other = planOf([step("a", [[-1]], { type: "other" }), step("c", [[0]])]);
    expect(replay("c", all(diamond), other)).toBe("changed_ancestor a");
  });

  test("never leaves a step that runs again before one that is reused", () => {
    const plans = fc
      .array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 12 })
      .map((drawn) =>
        planOf(
          drawn.map(([seed, roots], at) =>
            step(`n${at}`, [
              [roots || at === 0 ? -1 : seed % at],
              ...(seed % 3 === 0 && at > 1 ? [[at - 1] as [number]] : []),
            ]),
          ),
        ),
      );
    fc.assert(
      fc.property(plans, fc.nat(), (plan, seed) => {
        const fromNodeId = `n${seed % plan.steps.length}`;
        const past = { plan, states: all(plan) };
        const result = planReplay(plan, { fromNodeId, past });
        if (!result.ok) throw new Error(result.fault.code);
        for (const [ordinal, { parents }] of plan.steps.entries()) {
          const afterOne = parents.some(({ from }) => result.steps[from]?.kind === "again");
          expect(afterOne && result.steps[ordinal]?.kind !== "again").toBe(false);
        }
        const states = result.steps.map((one): StepState =>
          one.kind === "again" ? { status: "waiting", port: null } : done,
        );
        expect(advance(plan, states).ready).toEqual([seed % plan.steps.length]);
      }),
    );
  });
});

describe("editPlan", () => {
  test("replaces settings without touching the plan that others use", () => {
    const edited = editPlan(diamond, { b: { config: { text: "x" }, resolved: true } });
    expect(edited.steps[1]).toMatchObject({ nodeId: "b", config: { text: "x" }, resolved: true });
    expect(edited.steps[0]).toBe(diamond.steps[0]);
    expect(diamond.steps[1]).toMatchObject({ config: {}, resolved: false });
  });

  test("follows an edited merge in how it joins", () => {
    const edited = editPlan(diamond, { d: { config: { mode: "first" }, resolved: false } });
    expect(edited.steps[3]?.join).toBe("first");
    expect(editPlan(diamond, { constructor: { config: {}, resolved: true } })).toEqual(diamond);
  });
});
