import { restoreVersion, updatePipeline, type PipelineView } from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../../effects/api-client.ts";
import { reasonOf } from "../../../effects/explain-error.ts";
import { queryClient } from "../../../effects/query-client.ts";
import { showDone, showFailure, showUndo } from "../../../ui/toast.tsx";
import { pipelineQuery } from "../../../effects/pipeline-queries.ts";

/** Brings a version back as the draft; the draft that was there is one click away. */
export function useRestore(pipeline: PipelineView) {
  const { id } = pipeline;
  const remember = (saved: PipelineView) =>
    queryClient.setQueryData(pipelineQuery(id).queryKey, saved);
  const undo = async (draft: PipelineView, version: number) => {
    try {
      const body = { graph: draft.graph };
      remember(
        await callRoute(updatePipeline, { params: { pipelineId: id }, body, ifMatch: version }),
      );
      showDone("Your draft is back");
    } catch (error) {
      showFailure("Your draft could not be brought back", reasonOf(error));
    }
  };
  return useMutation({
    mutationFn: async (number: number) => {
      const body = { version: number };
      return callRoute(restoreVersion, { params: { pipelineId: id }, body });
    },
    onSuccess: (restored, number) => {
      remember(restored);
      showUndo({
        message: `Version ${number} is your draft now`,
        onUndo: () => void undo(pipeline, restored.version),
      });
    },
    onError: (error) => showFailure("It was not brought back", reasonOf(error)),
  });
}
