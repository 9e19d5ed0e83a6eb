import { describe, expect, it } from "vitest";
import { choiceFacts, isChosenRun, noChoice, toggleRun } from "./run-choice.ts";

const shown = [
  { id: "a", status: "failed" },
  { id: "b", status: "waiting" },
  { id: "c", status: "completed" },
] as const;

describe("the choice of runs", () => {
  it("takes a run and lets it go again", () => {
    const one = toggleRun(noChoice, "a", shown);
    expect([isChosenRun(one, "a"), isChosenRun(one, "b")]).toEqual([true, false]);
    expect(toggleRun(one, "a", shown)).toEqual(noChoice);
  });

  it("leaves one out of all that match by choosing the others that are shown", () => {
    const rest = toggleRun({ kind: "matching" }, "b", shown);
    expect(rest).toEqual({ kind: "some", ids: new Set(["a", "c"]) });
  });

  it("says how many there are, as far as it is known", () => {
    const all = { kind: "matching" } as const;
    expect(choiceFacts(all, shown, true)).toEqual({ count: 3, over: 2, underWay: 1 });
    expect(choiceFacts(all, shown, false).count).toBeNull();
    const gone = { kind: "some", ids: new Set(["a", "not shown any more"]) } as const;
    expect(choiceFacts(gone, shown, false)).toEqual({ count: 1, over: 1, underWay: 0 });
  });
});
