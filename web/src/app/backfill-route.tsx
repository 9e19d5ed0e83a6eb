import { useParams } from "@tanstack/react-router";
import { BackfillPage } from "../features/backfill/backfill-page.tsx";
import { AnswersCondition } from "../features/editor/answers-condition.tsx";
import { SampleTrial } from "../features/trials/sample-trial.tsx";

/** Runs over past responses, with the editor's rules and the trials' pictures. */
export function BackfillRoute() {
  const { pipelineId } = useParams({ from: "/app/pipelines/$pipelineId/past-responses" });
  return (
    <BackfillPage
      key={pipelineId}
      pipelineId={pipelineId}
      condition={AnswersCondition}
      sample={SampleTrial}
    />
  );
}
