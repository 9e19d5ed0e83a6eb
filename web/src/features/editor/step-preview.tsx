import { ActionIcon, Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { StepTrial, Trial } from "@formloom/shared/api";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { ApiError } from "../../effects/api-error.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { useEditorFacts } from "./editor-facts.ts";
import { previewQuery, type PreviewSubject } from "./preview-query.ts";
import { useStepScope } from "./step-scope.ts";

const PreviewContent = lazy(async () => ({
  default: (await import("../../ui/preview/preview-content.tsx")).PreviewContent,
}));

/** Pause after the last letter before the server is asked, in ms. */
const previewPauseMs = 600;

export interface StepPreviewProps {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly name: string;
}

/** What the step would send for a past response, or for made-up answers; nothing is sent. */
export function StepPreview({ graph, node, name }: StepPreviewProps) {
  const { pipeline, form } = useEditorFacts();
  const { samples } = useStepScope();
  const [chosen, setChosen] = useState(0);
  const [shown] = useDebouncedValue(graph, previewPauseMs);
  const subjects: readonly PreviewSubject[] = [
    ...samples.map(({ id }) => ({ responseId: id })),
    { invented: form.fields },
  ];
  const at = Math.min(chosen, subjects.length - 1);
  const subject = subjects[at] ?? { invented: form.fields };
  const query = useQuery({
    ...previewQuery({ pipelineId: pipeline.id, nodeId: node.id, graph: shown, subject }),
    placeholderData: keepPreviousData,
  });
  const trial = query.data;
  return (
    <div className="step-preview" aria-busy={query.isFetching}>
      <div className="step-preview-head">
        <Text size="sm" fw={600}>
          Preview
        </Text>
        <ActionIcon
          variant="subtle"
          aria-label="Preview with a newer response"
          disabled={at === 0}
          onClick={() => setChosen(at - 1)}
        >
          <IconChevronLeft size={17} aria-hidden className="flips" />
        </ActionIcon>
        <Text size="xs" c="dimmed" className="step-preview-who" aria-live="polite">
          {subjectWords(subject, trial?.label, { at, of: samples.length })}
        </Text>
        <ActionIcon
          variant="subtle"
          aria-label="Preview with an older response"
          disabled={at >= subjects.length - 1}
          onClick={() => setChosen(at + 1)}
        >
          <IconChevronRight size={17} aria-hidden className="flips" />
        </ActionIcon>
        {query.isFetching && <Loader size={14} />}
      </div>
      {query.isError ? (
        <Text size="sm" c="dimmed">
          {previewFailure(query.error)}
        </Text>
      ) : (
        trial !== undefined && <Outcome trial={trial.draft} nodeId={node.id} name={name} />
      )}
    </div>
  );
}

interface OutcomeProps {
  readonly trial: Trial;
  readonly nodeId: string;
  readonly name: string;
}

function Outcome({ trial, nodeId, name }: OutcomeProps) {
  const step = trial.steps.find((each) => each.nodeId === nodeId);
  if (!trial.starts) {
    return <Notice tone="skipped" text={trial.reason ?? "This response would not start it."} />;
  }
  if (step === undefined) {
    return (
      <Notice tone="skipped" text="With this response, the automation ends before this step." />
    );
  }
  return (
    <>
      {(step.verdict !== "runs" || step.content.kind === "none") && (
        <Notice tone={step.verdict} text={verdictWords(step)} />
      )}
      <Suspense fallback={<Loader size="sm" />}>
        <PreviewContent content={step.content} label={name} />
      </Suspense>
      {step.assumes.length > 0 && (
        <Text size="xs" c="dimmed">
          Results of earlier steps are supposed, as they were not really run.
        </Text>
      )}
    </>
  );
}

function Notice({ tone, text }: { readonly tone: string; readonly text: string }) {
  return (
    <p className="step-preview-note" data-tone={tone}>
      {text}
    </p>
  );
}

const verdictStarts: Readonly<Record<StepTrial["verdict"], string>> = {
  runs: "",
  waits: "Would wait: ",
  skipped: "Would be skipped: ",
  fails: "Would fail: ",
  off: "Switched off: ",
};

function verdictWords({ verdict, summary, error }: StepTrial): string {
  const words = verdict === "fails" && error !== null ? error.message : summary;
  const start = verdictStarts[verdict];
  return words.startsWith(start.replace(": ", "")) ? words : `${start}${words}`;
}

function subjectWords(
  subject: PreviewSubject,
  label: string | undefined,
  place: { readonly at: number; readonly of: number },
): string {
  if ("invented" in subject) return "Made-up answers";
  return `${label ?? "A response"} (${place.at + 1} of the last ${place.of})`;
}

function previewFailure(error: Error): string {
  if (error instanceof ApiError && error.code === "graph_problems") {
    return "There is a preview once the steps up to here are set up.";
  }
  return `The preview could not be made. ${reasonOf(error)}`;
}
