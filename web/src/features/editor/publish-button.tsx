import { Button, Tooltip } from "@mantine/core";
import { publishPipeline } from "@formloom/shared/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError } from "../../effects/api-error.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { flushDraft } from "./draft-saver.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { errorCount } from "./step-notes.ts";

/** Makes the draft the live version. */
export function PublishButton() {
  const { pipeline, problems, readOnly } = useEditorFacts();
  const client = useQueryClient();
  const publication = useMutation({
    mutationFn: async () => {
      if (!(await flushDraft()))
        throw new ApiError(0, "unsaved", "The draft could not be saved first");
      return callRoute(publishPipeline, { params: { pipelineId: pipeline.id }, body: {} });
    },
    onSuccess: ({ version }) =>
      showDone(
        pipeline.enabled
          ? `Version ${version} is live.`
          : `Version ${version} is published. Switch the automation on to start it.`,
      ),
    onError: (error) => showFailure("It was not published", reasonOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["pipelines", pipeline.id] }),
  });
  const errors = errorCount(problems);
  const nothingNew = pipeline.liveVersion !== null && !pipeline.draftPending;
  const reason = readOnly
    ? "You may look at this, but not change it"
    : errors > 0
      ? `Mend ${errors === 1 ? "the problem" : `the ${errors} problems`} first`
      : "Make this draft the live version";
  return (
    <Tooltip label={reason}>
      <Button
        {...(readOnly || errors > 0 ? { "data-disabled": true } : {})}
        aria-disabled={readOnly || errors > 0}
        aria-description={reason}
        variant={nothingNew ? "default" : "filled"}
        loading={publication.isPending}
        onClick={() => {
          if (!readOnly && errors === 0) publication.mutate();
        }}
      >
        Publish
      </Button>
    </Tooltip>
  );
}
