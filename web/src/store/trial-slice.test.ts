import type { StepTrial } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import { describe, expect, it } from "vitest";
import { create } from "zustand";
import { createTrialSlice, isStale, type TrialSlice } from "./trial-slice.ts";

const node = (id: string, facts: Partial<GraphNode> = {}): GraphNode => ({
  id,
  type: "email",
  config: { subject: "Hi" },
  ...facts,
});
const trial = (nodeId: string): StepTrial => ({
  nodeId,
  name: nodeId,
  type: "email",
  acts: true,
  verdict: "runs",
  summary: "Email to ada@example.org",
  port: "out",
  skipReason: null,
  waitsUntil: null,
  error: null,
  content: { kind: "none" },
  assumes: [],
});

describe("the trial slice", () => {
  const useSlice = create<TrialSlice>()(createTrialSlice);
  const tried = (pipelineId: string, ids: readonly string[]) =>
    useSlice.getState().stepsTried({
      pipelineId,
      label: "Ada",
      at: 5,
      steps: ids.map(trial),
      nodes: [node("a"), node("b")],
    });

  it("keeps each step's last result, and drops those of another automation", () => {
    tried("p", ["a", "b", "gone"]);
    tried("p", ["b"]);
    expect(Object.keys(useSlice.getState().keptTrials)).toEqual(["a", "b"]);
    tried("q", ["a"]);
    expect(Object.keys(useSlice.getState().keptTrials)).toEqual(["a"]);
  });

  it("says when a step changed since, but not when it was only moved", () => {
    tried("p", ["a"]);
    const kept = useSlice.getState().keptTrials["a"];
    if (kept === undefined) throw new Error("expected a result");
    expect(isStale(kept, node("a", { position: { x: 1, y: 2 } }))).toBe(false);
    expect(isStale(kept, node("a", { config: { subject: "Ho" } }))).toBe(true);
  });
});
