import type { BackfillFilter } from "@formloom/shared/api";
import { conditionSchema } from "@formloom/shared/values";
import type { BackfillWish } from "./backfill-queries.ts";

/** What is chosen on the page. */
export interface BackfillChoice {
  readonly which: "not-done" | "never-run";
  /** Local days, `2026-11-23`; empty: no limit. */
  readonly from: string;
  readonly to: string;
  /** A condition tree; null: whatever was answered. */
  readonly answers: unknown;
  /** Null: the whole automation. */
  readonly onlyNodeId: string | null;
}

export const firstChoice: BackfillChoice = {
  which: "not-done",
  from: "",
  to: "",
  answers: null,
  onlyNodeId: null,
};

/** The choice as the API takes it; the last day is meant whole, by this browser's clock. */
export function wishOf({ which, from, to, answers, onlyNodeId }: BackfillChoice): BackfillWish {
  const tree = conditionSchema.safeParse(answers).data;
  const filter: BackfillFilter = {
    onlyWithoutRun: which === "never-run",
    ...(from === "" ? {} : { from: startOf(from, 0) }),
    ...(to === "" ? {} : { to: startOf(to, 1) }),
    ...(tree === undefined || tree.rules.length === 0 ? {} : { answers: tree }),
  };
  return { filter, onlyNodeId };
}

function startOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}

/** A condition that holds for all. */
export const noRules = { combinator: "and", rules: [] } as const;
