import type { RunFilter } from "@formloom/shared/api";
import type { ChoiceFacts, RunChoice } from "./run-choice.ts";
import { filterQuery, type RunsFilter } from "./runs-queries.ts";

/** What a dialog about chosen runs is told. */
export interface ChoiceDialogProps {
  readonly choice: RunChoice;
  readonly facts: ChoiceFacts;
  readonly filter: RunsFilter;
  readonly onClose: () => void;
  /** It was begun: nothing needs to be chosen any more. */
  readonly onDone: () => void;
}

/** The choice as the API takes it. */
export function choiceRequest(
  choice: RunChoice,
  filter: RunsFilter,
): { runIds: string[] } | { matching: RunFilter } {
  if (choice.kind === "matching") return { matching: filterQuery(filter) };
  return { runIds: [...choice.ids] };
}
