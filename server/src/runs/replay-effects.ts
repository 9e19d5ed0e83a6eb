import { effectSchema, type Effect } from "@formloom/shared/plugin";
import { z } from "zod";
import { effectKey } from "../pipeline/worker/effect-ledger.ts";

/** The act that a step does where nothing tells its name; every node type of ours calls it so. */
export const usualAct = "send";

/** What is on record of one node's acts, over a run and all its replays. */
export interface PastActs {
  /** By name, each of the highest generation. */
  readonly effects: readonly Effect[];
  /** Whether an attempt was cut off, so that it may have acted without a word on record. */
  readonly interrupted: boolean;
  /** Whether it may have acted, and nobody has said whether it did. */
  readonly unknown: boolean;
}

/** A step of the run or of one of its replays, with the outcomes of its attempts in their order. */
export interface PastStep {
  readonly status: string;
  readonly effects: unknown;
  readonly outcomes: readonly string[];
}

/** Of two records of one act, the one that says more stands. */
const weights = { failed: 0, claimed: 1, unknown: 2, caught: 3, confirmed: 3 } as const;

/** Gathers what all runs of a family know of one node's acts. */
export function gatherActs(steps: readonly PastStep[]): PastActs {
  const known = new Map<string, Effect>();
  for (const effect of steps.flatMap((step) => readEffects(step.effects))) {
    const other = known.get(effect.name);
    if (other === undefined || saysMore(effect, other)) known.set(effect.name, effect);
  }
  const effects = [...known.values()];
  const isOpen = (step: PastStep): boolean =>
    step.status === "unknown" ||
    (step.status === "cancelled" && step.outcomes.at(-1) === "unknown");
  return {
    effects,
    interrupted: steps.some(({ outcomes }) =>
      outcomes.some((outcome) => outcome === "interrupted" || outcome === "unknown"),
    ),
    unknown: steps.some(isOpen) || effects.some((effect) => effect.state === "unknown"),
  };
}

export const readEffects = (value: unknown): Effect[] => z.array(effectSchema).parse(value ?? []);

/** Whether something left, or was caught. */
export const hasActed = ({ effects }: PastActs): boolean =>
  effects.some(({ state }) => state === "confirmed" || state === "caught");

/**
 * The acts that a step of a replay begins with. What is known stays, so that a confirmed act is not done
 * again and an open one keeps its key; `fresh` makes the next generation of each, under a new key.
 */
export function firstEffects(
  past: PastActs,
  step: {
    readonly rootRunId: string;
    readonly nodeId: string;
    readonly fresh: boolean;
    readonly at: string;
  },
): Effect[] {
  const { rootRunId, nodeId, fresh, at } = step;
  if (!fresh) return [...past.effects];
  const acts =
    past.effects.length === 0 && past.interrupted
      ? [{ name: usualAct, generation: 1 }]
      : past.effects;
  return acts.map(({ name, generation: last }) => {
    const generation = last + 1;
    const key = effectKey({ rootRunId, nodeId, name, generation });
    return { name, key, generation, state: "failed", at };
  });
}

function saysMore(effect: Effect, other: Effect): boolean {
  if (effect.generation !== other.generation) return effect.generation > other.generation;
  return weights[effect.state] > weights[other.state];
}
