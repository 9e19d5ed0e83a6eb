import { deletePipeline, updatePipeline, type PipelineView } from "@formloom/shared/api";
import { ActionIcon, Box, Group, Switch, Text, Tooltip } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { failureCountQuery } from "../../effects/failure-queries.ts";
import { pipelinesQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";
import { pausedWords } from "../../effects/paused-words.ts";
import { usePausing } from "../../effects/use-pausing.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { counted } from "../../ui/counted.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { showFailure } from "../../ui/toast.tsx";
import { AlertLink } from "./alert-link.tsx";
import { PastResponsesLink } from "./past-responses-link.tsx";
import { RunDots } from "./run-dots.tsx";
import { TriggerIcon } from "./trigger-icon.tsx";
import "./pipelines.css";

export interface PipelineRowProps {
  readonly pipeline: PipelineView;
}

/** One automation: its switch, its sentence, how its last runs went. */
export function PipelineRow({ pipeline }: PipelineRowProps) {
  const { id, name, sentence, mayEdit, lastRuns } = pipeline;
  return (
    <Box component="li" className="surface row-link" p="md" style={{ listStyle: "none" }}>
      <div className="pipeline-row">
        {mayEdit && <EnabledSwitch pipeline={pipeline} />}
        <TriggerIcon graph={pipeline.graph} />
        <Box flex={1} miw={0}>
          <Group gap="xs">
            <Link
              to="/pipelines/$pipelineId"
              params={{ pipelineId: id }}
              className="row-link-cover row-title wrap-anywhere"
            >
              {name}
            </Link>
            <PipelineState pipeline={pipeline} />
          </Group>
          <Text size="sm" c="dimmed" mt={4} className="wrap-anywhere">
            {sentence === "" ? "Nothing is drawn yet." : sentence}
          </Text>
          <RunDots pipelineId={id} runs={lastRuns} />
        </Box>
        {mayEdit && (
          <div className="pipeline-acts">
            {pipeline.liveVersion !== null && <PastResponsesLink pipeline={pipeline} />}
            <AlertLink pipeline={pipeline} />
            {pipeline.liveVersion !== null && <PauseButton pipeline={pipeline} />}
            <DeleteButton pipeline={pipeline} />
          </div>
        )}
      </div>
    </Box>
  );
}

function PipelineState({ pipeline }: PipelineRowProps) {
  const { id, liveVersion, draftPending, enabled, pausedAt } = pipeline;
  return (
    <>
      {liveVersion === null ? (
        <StatusBadge tone="held" size="sm">
          Never published
        </StatusBadge>
      ) : (
        <StatusBadge tone={enabled && pausedAt === null ? "good" : "held"} size="sm">
          {pausedAt !== null ? pausedWords(pipeline) : enabled ? `Live v${liveVersion}` : "Off"}
        </StatusBadge>
      )}
      {pipeline.oneAtATime && (
        <StatusBadge tone="waiting" size="sm">
          One at a time
        </StatusBadge>
      )}
      {draftPending && liveVersion !== null && (
        <StatusBadge tone="attention" size="sm">
          Draft not published
        </StatusBadge>
      )}
      <OpenFailures pipelineId={id} />
    </>
  );
}

/** What of it waits in the failures inbox, with the way there. */
function OpenFailures({ pipelineId }: { readonly pipelineId: string }) {
  const { data } = useQuery(failureCountQuery);
  const waiting = data?.pipelines.find((one) => one.pipelineId === pipelineId);
  if (waiting === undefined) return null;
  const many = waiting.open >= 1_000 ? "1,000 or more failures" : counted(waiting.open, "failure");
  return (
    <Link to="/failures" search={{ pipelineId }} className="above-cover failures-link">
      <StatusBadge tone="bad" size="sm">
        {many}
      </StatusBadge>
    </Link>
  );
}

function EnabledSwitch({ pipeline }: PipelineRowProps) {
  const { queryKey } = pipelinesQuery(pipeline.formId);
  const turn = useMutation({
    mutationFn: (enabled: boolean) =>
      callRoute(updatePipeline, {
        params: { pipelineId: pipeline.id },
        body: { enabled },
        ifMatch: pipeline.version,
      }),
    onError: (error) => showFailure("The automation was not switched", reasonOf(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return (
    <Switch
      className="above-cover"
      mt={3}
      aria-label={`Switch on: ${pipeline.name}`}
      checked={turn.isPending ? turn.variables : pipeline.enabled}
      onChange={(event) => turn.mutate(event.currentTarget.checked)}
    />
  );
}

function PauseButton({ pipeline }: PipelineRowProps) {
  const { queryKey } = pipelinesQuery(pipeline.formId);
  const pausing = usePausing(pipeline, () => void queryClient.invalidateQueries({ queryKey }));
  const isPaused = pipeline.pausedAt !== null;
  const words = isPaused ? "Resume" : "Pause";
  return (
    <Tooltip label={isPaused ? "Resume: held runs begin" : "Pause: new runs are held"}>
      <ActionIcon
        className="above-cover"
        variant={isPaused ? "light" : "subtle"}
        color={isPaused ? "weld" : "gray"}
        aria-label={`${words} the automation ${pipeline.name}`}
        loading={pausing.isPending}
        onClick={() => pausing.mutate()}
      >
        {isPaused ? (
          <IconPlayerPlay size={18} aria-hidden />
        ) : (
          <IconPlayerPause size={18} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

function DeleteButton({ pipeline }: PipelineRowProps) {
  const { id, name, formId } = pipeline;
  const remove = () =>
    deleteWithUndo({
      id,
      message: `“${name}” deleted`,
      act: ({ keepalive }) => callRoute(deletePipeline, { params: { pipelineId: id }, keepalive }),
      onSettled: () =>
        void queryClient.invalidateQueries({ queryKey: pipelinesQuery(formId).queryKey }),
    });
  return (
    <ActionIcon
      className="above-cover"
      variant="subtle"
      color="gray"
      aria-label={`Delete the automation ${name}`}
      onClick={remove}
    >
      <IconTrash size={18} aria-hidden />
    </ActionIcon>
  );
}
