import { Button, Group, Text, Title } from "@mantine/core";
import { cancelRun, type RunView } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { IconArrowLeft, IconPencil, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { ButtonLink, TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { durationWords, runEventWords, runWords } from "./run-words.ts";

export interface RunHeaderProps {
  readonly run: RunView;
}

/** What ran, when, and how it stands. */
export function RunHeader({ run }: RunHeaderProps) {
  const { tone, text } = runWords(run);
  return (
    <header className="run-header">
      <title>{`Run of ${run.pipelineName} · Formloom`}</title>
      <div className="run-header-names">
        <TextLink
          to="/runs"
          search={{ pipelineId: run.pipelineId }}
          size="sm"
          c="dimmed"
          className="run-back"
        >
          <IconArrowLeft size={15} aria-hidden /> All runs of this automation
        </TextLink>
        <Group gap="sm" style={{ rowGap: 4 }}>
          <Title order={1} fz="1.3rem" className="wrap-anywhere">
            Run of {run.pipelineName}
          </Title>
          <span aria-live="polite">
            <StatusBadge tone={tone}>{text}</StatusBadge>
          </span>
        </Group>
        <Text size="sm" c="dimmed">
          {runEventWords[run.eventType]} to {run.formName}, <RelativeTime at={run.createdAt} />
          {run.finishedAt !== null &&
            `, took ${durationWords(tookMs(run.createdAt, run.finishedAt))}`}
          . Version {run.versionNumber}
          {run.isTest && ", a test"}.
          {run.dueAt !== null && run.finishedAt === null && (
            <>
              {" "}
              Goes on <RelativeTime at={run.dueAt} />.
            </>
          )}
        </Text>
      </div>
      <Group gap="xs">
        {!isRunFinished(run.status) && <CancelButton runId={run.id} />}
        <ButtonLink
          to="/pipelines/$pipelineId"
          params={{ pipelineId: run.pipelineId }}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Edit the automation
        </ButtonLink>
      </Group>
    </header>
  );
}

function CancelButton({ runId }: { readonly runId: string }) {
  const client = useQueryClient();
  const cancellation = useMutation({
    mutationFn: () => callRoute(cancelRun, { params: { runId } }),
    onSuccess: () => showDone("The run is cancelled. What was sent stays sent."),
    onError: (error) => showFailure("It was not cancelled", reasonOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <Button
      variant="default"
      color="madder"
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      loading={cancellation.isPending}
      onClick={() => cancellation.mutate()}
    >
      Cancel the run
    </Button>
  );
}

function tookMs(from: string, to: string): number {
  return new Date(to).getTime() - new Date(from).getTime();
}
