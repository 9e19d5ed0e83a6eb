import type { PipelineView } from "@formloom/shared/api";
import { counted } from "../ui/counted.ts";

/** "Paused, 3 runs held". */
export function pausedWords({ heldRuns }: Pick<PipelineView, "heldRuns">): string {
  return heldRuns === 0 ? "Paused" : `Paused, ${counted(heldRuns, "run")} held`;
}
