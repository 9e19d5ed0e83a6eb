import { Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { useKeptTrials } from "../../effects/use-kept-trials.ts";
import { useAppStore } from "../../store/store.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { RealRun } from "./real-run.tsx";
import { ResponseChoice } from "./response-choice.tsx";
import { previewQuery, type TrialInput } from "./trial-queries.ts";
import { TrialSteps } from "./trial-steps.tsx";
import type { TrialSubject } from "./trial-subject.ts";

/** Pause after the last key before made-up answers are tried, in ms. */
const typingPauseMs = 500;

/** One response, tried: at first only looked at, and really sent where that is asked for. */
export function TestDrawer({ pipeline, form, graph }: TrialSubject) {
  const [input, setInput] = useState<TrialInput | null>(null);
  const [tried] = useDebouncedValue(input, typingPauseMs);
  const preview = useQuery(previewQuery(pipeline.id, graph, tried));
  const { data: trial, isFetching, error, dataUpdatedAt } = preview;
  useKeptTrials(pipeline.id);
  const stepsTried = useAppStore((state) => state.stepsTried);
  useEffect(() => {
    if (trial === undefined || isFetching) return;
    const { label, draft } = trial;
    const kept = { pipelineId: pipeline.id, label, at: dataUpdatedAt, nodes: graph.nodes };
    stepsTried({ ...kept, steps: draft.steps });
  }, [trial, isFetching, dataUpdatedAt, graph, pipeline.id, stepsTried]);
  const isPending = isFetching || tried !== input;
  return (
    <Stack gap="lg">
      <ResponseChoice form={form} onChange={setInput} />
      <Group gap="xs">
        <Button
          leftSection={<IconEye size={16} aria-hidden />}
          loading={isPending && input !== null}
          disabled={input === null}
          onClick={() => void preview.refetch()}
        >
          Preview
        </Button>
        <Text size="sm" c="dimmed">
          Sends nothing.
        </Text>
      </Group>
      {error !== null && <ErrorMessage {...explainError(error, "It could not be tried.")} />}
      {trial !== undefined && error === null && (
        <TrialSteps
          trial={trial.draft}
          isBusy={isPending}
          heading={`With the answers of ${trial.label}`}
        />
      )}
      {input !== null && (
        <RealRun
          pipelineId={pipeline.id}
          graph={graph}
          input={input}
          steps={isPending ? null : (trial?.draft.steps ?? null)}
        />
      )}
    </Stack>
  );
}
