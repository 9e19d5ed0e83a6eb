import { Button, Group, Menu, Text, Title } from "@mantine/core";
import { cancelRun, type RunView } from "@formloom/shared/api";
import { isRunFinished } from "@formloom/shared/run";
import { IconArrowLeft, IconPencil, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { ButtonLink, TextLink } from "../../ui/links.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { actLine } from "./act-words.ts";
import { useRunActs } from "./replay/replay-ask.ts";
import type { RunFacts } from "./run-elements.ts";
import { openRelative, RunFamily } from "./run-family.tsx";
import { UnknownChoice } from "./unknown-choice.tsx";
import { durationWords, runEventWords, runWords } from "./run-words.ts";

export interface RunHeaderProps {
  readonly run: RunView;
  readonly facts: RunFacts;
}

/** What ran, when, and how it stands. */
export function RunHeader({ run, facts }: RunHeaderProps) {
  const { mayEdit } = useRunActs();
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
        <Text size="sm" c="dimmed" className="wrap-anywhere">
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
          {run.status === "queued" && run.turn !== null && " It waits for its turn."}
        </Text>
        <RunFamily run={run} facts={facts} />
      </div>
      <Group gap="xs">
        {mayEdit && !isRunFinished(run.status) && <CancelButton runId={run.id} />}
        <ReplayMenu run={run} />
        <ButtonLink
          to="/pipelines/$pipelineId"
          params={{ pipelineId: run.pipelineId }}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {mayEdit ? "Edit the automation" : "Look at the automation"}
        </ButtonLink>
      </Group>
      <HeaderNotices run={run} facts={facts} />
    </header>
  );
}

/** What needs a person, and who else is at it. */
function HeaderNotices({ run, facts }: RunHeaderProps) {
  const { mayEdit } = useRunActs();
  const relative = openRelative(run);
  return (
    <div className="run-notices">
      {relative !== null && (
        <Text size="sm" component="output">
          {relative.requestedBy?.name || "Somebody"} is replaying it now.{" "}
          <TextLink
            to="/runs/$runId"
            params={{ runId: relative.id }}
            search={{}}
            inherit
            td="underline"
          >
            Follow it
          </TextLink>
        </Text>
      )}
      {run.openSteps.map((step) => (
        <UnknownChoice
          key={step.nodeId}
          runId={run.id}
          step={step}
          line={openLine(run, step.nodeId, facts)}
          mayEdit={mayEdit}
        />
      ))}
    </div>
  );
}

function openLine(run: RunView, nodeId: string, facts: RunFacts): string | null {
  const node = run.graph.nodes.find(({ id }) => id === nodeId);
  const step = run.steps.find((each) => each.nodeId === nodeId);
  return node === undefined ? null : actLine({ node, step }, facts);
}

/** Runs everything again, by one version or the other. */
function ReplayMenu({ run }: { readonly run: RunView }) {
  const { replay } = useRunActs();
  if (replay === null) return null;
  const all = (version: "original" | "live") => () =>
    replay({ nodeId: null, way: "none", version });
  return (
    <Menu position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />}>
          Run again
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={all("original")}>
          Everything, on the original version
          <Text size="xs" c="dimmed">
            Version {run.versionNumber}, as this run ran
          </Text>
        </Menu.Item>
        <Menu.Item onClick={all("live")}>
          Everything, on the live version
          <Text size="xs" c="dimmed">
            With what was changed and published since
          </Text>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
