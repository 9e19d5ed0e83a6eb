import type { StepTrial } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import { sameJson } from "@formloom/shared/kernel";
import type { StateCreator } from "zustand";

/** What a step did when it was last tried, and with which settings. */
export interface KeptTrial {
  readonly trial: StepTrial;
  /** Who had answered, in a few words. */
  readonly label: string;
  /** ms since 1970. */
  readonly at: number;
  /** The step as it was then: another one now means that the result may be stale. */
  readonly node: GraphNode;
}

export interface TrialSlice {
  /** Which of the trials is open beside the editor; null: none. */
  readonly trialView: "one" | "many" | null;
  /** Last results of the pipeline whose id is `trialsOf`, by node id. */
  readonly trialsOf: string | null;
  readonly keptTrials: Readonly<Record<string, KeptTrial>>;
  readonly testDrawerOpened: () => void;
  readonly dryRunOpened: () => void;
  readonly trialsClosed: () => void;
  /** A response was tried: each step keeps what it would do. */
  readonly stepsTried: (tried: {
    readonly pipelineId: string;
    readonly label: string;
    readonly at: number;
    readonly steps: readonly StepTrial[];
    readonly nodes: readonly GraphNode[];
  }) => void;
  /** Results of an earlier visit are there again. */
  readonly trialsRecalled: (pipelineId: string, kept: Readonly<Record<string, KeptTrial>>) => void;
}

export const createTrialSlice: StateCreator<TrialSlice> = (set) => ({
  trialView: null,
  trialsOf: null,
  keptTrials: {},
  testDrawerOpened: () => set({ trialView: "one" }),
  dryRunOpened: () => set({ trialView: "many" }),
  trialsClosed: () => set({ trialView: null }),
  stepsTried: ({ pipelineId, label, at, steps, nodes }) =>
    set(({ trialsOf, keptTrials }) => {
      const byId = new Map(nodes.map((node) => [node.id, node]));
      const found = steps.flatMap((trial) => {
        const node = byId.get(trial.nodeId);
        return node === undefined ? [] : [[trial.nodeId, { trial, label, at, node }] as const];
      });
      const before = trialsOf === pipelineId ? keptTrials : {};
      return { trialsOf: pipelineId, keptTrials: { ...before, ...Object.fromEntries(found) } };
    }),
  trialsRecalled: (pipelineId, keptTrials) => set({ trialsOf: pipelineId, keptTrials }),
});

/** Whether a step does something else now than when it was tried. Its place on the canvas counts not. */
export function isStale({ node: then }: KeptTrial, now: GraphNode): boolean {
  const core = ({ position: _place, ...rest }: GraphNode): unknown => rest;
  return then !== now && !sameJson(core(then), core(now));
}
