import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allows,
  finishedRun,
  openRun,
  openStep,
  runCauses,
  settledStep,
  stepCauses,
} from "./status.model.ts";
import {
  isRunFinished,
  isStepSettled,
  runMoves,
  runStatuses,
  stepMoves,
  stepStatuses,
} from "./status.ts";

const tables = [
  {
    name: "steps",
    states: stepStatuses as readonly string[],
    moves: stepMoves as Readonly<Record<string, readonly string[]>>,
    causes: stepCauses,
    open: openStep,
    over: settledStep,
    isOver: (state: string) => stepStatuses.some((one) => one === state && isStepSettled(one)),
    start: "waiting",
  },
  {
    name: "runs",
    states: runStatuses as readonly string[],
    moves: runMoves as Readonly<Record<string, readonly string[]>>,
    causes: runCauses,
    open: openRun,
    over: finishedRun,
    isOver: (state: string) => runStatuses.some((one) => one === state && isRunFinished(one)),
    start: "queued",
  },
];

describe.each(tables)(
  "the table of $name",
  ({ states, moves, causes, open, over, isOver, start }) => {
    it("has exactly the moves that have a cause", () => {
      const pairs = states.flatMap((from) => states.map((to) => ({ from, to })));
      const listed = pairs.filter(({ from, to }) => moves[from]?.includes(to));
      const caused = pairs.filter(({ from, to }) => allows(causes, from, to));
      expect(listed).toEqual(caused);
    });

    it("ends every walk, and lets no end be left", () => {
      expect([...open, ...over].toSorted()).toEqual([...states].toSorted());
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 60 }), (picks) => {
          let state = start;
          for (const pick of picks) {
            const ways = moves[state] ?? [];
            expect(isOver(state)).toBe(over.includes(state));
            expect(ways.length === 0).toBe(isOver(state));
            if (ways.length === 0) return;
            // Cancelling ends whatever is open.
            expect(ways).toContain("cancelled");
            state = ways[pick % ways.length] ?? state;
          }
        }),
      );
    });

    it("leads from the first state to every other", () => {
      const reached = new Set([start]);
      for (const state of reached) for (const next of moves[state] ?? []) reached.add(next);
      expect([...reached].toSorted()).toEqual([...states].toSorted());
    });
  },
);
