import { pausePipeline, resumePipeline, type PipelineView } from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { counted } from "../ui/counted.ts";
import { showDone, showFailure } from "../ui/toast.tsx";
import { callRoute } from "./api-client.ts";
import { reasonOf } from "./explain-error.ts";

/** Pauses an automation or resumes it, and says what that means for its runs. */
export function usePausing(
  pipeline: Pick<PipelineView, "id" | "pausedAt" | "heldRuns">,
  onDone: (changed: PipelineView) => void,
) {
  const { id: pipelineId, pausedAt, heldRuns } = pipeline;
  const isPaused = pausedAt !== null;
  return useMutation({
    mutationFn: () =>
      callRoute(isPaused ? resumePipeline : pausePipeline, { params: { pipelineId } }),
    onSuccess: (changed) => {
      onDone(changed);
      showDone(
        isPaused
          ? `It runs again.${heldRuns === 0 ? "" : ` ${counted(heldRuns, "held run")} begin now, oldest first.`}`
          : "It is paused. New runs are held until you resume it; those under way go on.",
      );
    },
    onError: (error) =>
      showFailure(isPaused ? "It was not resumed" : "It was not paused", reasonOf(error)),
  });
}
