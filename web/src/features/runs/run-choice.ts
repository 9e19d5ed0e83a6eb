import type { RunSummary } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";

/** Which runs are chosen: some of those that are shown, or all that the list would find. */
export type RunChoice =
  | { readonly kind: "some"; readonly ids: ReadonlySet<string> }
  | { readonly kind: "matching" };

export const noChoice: RunChoice = { kind: "some", ids: new Set() };
/** So many runs can be named in one request. */
export const mostNamed = 1_000;

export const isChosenRun = (choice: RunChoice, id: string): boolean =>
  choice.kind === "matching" || choice.ids.has(id);

/** With or without a run. To leave one out of all that match, those that are shown are chosen instead. */
export function toggleRun(
  choice: RunChoice,
  id: string,
  shown: readonly Pick<RunSummary, "id">[],
): RunChoice {
  const before = choice.kind === "some" ? choice.ids : new Set(shown.map((run) => run.id));
  const ids = new Set(before);
  if (!ids.delete(id)) ids.add(id);
  return { kind: "some", ids };
}

export interface ChoiceFacts {
  /** Null: not known, as not all of them are shown. */
  readonly count: number | null;
  /** Of those that are shown: how many are over, and how many are under way. */
  readonly over: number;
  readonly underWay: number;
}

/** What is known of a choice from the runs that are shown. */
export function choiceFacts(
  choice: RunChoice,
  shown: readonly Pick<RunSummary, "id" | "status">[],
  isAllShown: boolean,
): ChoiceFacts {
  const chosen = shown.filter(({ id }) => isChosenRun(choice, id));
  const over = chosen.filter(({ status }) => isRunFinished(status)).length;
  const count = choice.kind === "matching" && !isAllShown ? null : chosen.length;
  return { count, over, underWay: chosen.length - over };
}
