import type { TaskDetail } from "@formloom/shared/api";
import { Alert, Container, Progress, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { ButtonLink, TextLink } from "../../ui/links.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TaskActs } from "./task-acts.tsx";
import { taskQuery } from "./task-queries.ts";
import { TaskRuns } from "./task-runs.tsx";
import { durationWords, progressWords, taskKinds, taskWords } from "./task-words.ts";

/** One piece of long work: how far it is, what came of it, how to stop it. */
export function TaskPage() {
  const { taskId } = useParams({ from: "/app/tasks/$taskId" });
  const task = useQuery(taskQuery(taskId));
  return (
    <Container size="md" py="lg">
      <QueryGate
        query={task}
        explain={(error) => explainError(error, "The task could not be read.")}
      >
        {(shown) => <ShownTask task={shown} />}
      </QueryGate>
    </Container>
  );
}

function ShownTask({ task }: { readonly task: TaskDetail }) {
  const { tone, text } = taskWords(task);
  return (
    <>
      <PageHeader
        above={
          <TextLink to="/tasks" size="sm" c="dimmed">
            <IconArrowLeft size={15} aria-hidden /> Tasks
          </TextLink>
        }
        title={`${taskKinds[task.kind]}: ${task.pipelineName === "" ? "several automations" : task.pipelineName}`}
        description={
          <>
            Begun <RelativeTime at={task.createdAt} />
            {task.createdBy.name === "" ? "" : ` by ${task.createdBy.name}`}
          </>
        }
        actions={<StatusBadge tone={tone}>{text}</StatusBadge>}
      />
      <Stack gap="lg">
        <TaskProgress task={task} />
        {task.problem !== null && (
          <Alert color="madder" title="It could not go on">
            {task.problem}
          </Alert>
        )}
        {task.kind === "dry-run" ? (
          task.pipelineId !== null && (
            <ButtonLink
              to="/pipelines/$pipelineId"
              params={{ pipelineId: task.pipelineId }}
              variant="default"
              w="fit-content"
            >
              See what it found under “Test”
            </ButtonLink>
          )
        ) : (
          <TaskRuns task={task} />
        )}
      </Stack>
    </>
  );
}

function TaskProgress({ task }: { readonly task: TaskDetail }) {
  const isOver = task.finishedAt !== null;
  const waitsFor = task.kind === "dry-run" ? null : (task.summary?.waitsFor ?? null);
  return (
    <Stack gap="xs" className="surface" p="md">
      <Text component="output" fw={600}>
        {progressWords(task)}
        {isOver ? "" : leftWords(task)}
      </Text>
      <Progress
        size="lg"
        value={task.total === 0 ? 100 : (100 * task.done) / task.total}
        aria-label="How far it is"
      />
      {waitsFor !== null && !isOver && <Alert color="weld">{waitsFor}</Alert>}
      {!isOver && (
        <>
          <TaskActs task={task} />
          <Text size="sm" c="dimmed">
            You can leave this page: it goes on. What was begun is finished also after a cancel.
          </Text>
        </>
      )}
    </Stack>
  );
}

function leftWords(task: TaskDetail): string {
  if (task.kind === "dry-run" || task.status === "paused") return "";
  const perMinute = task.summary?.perMinute ?? null;
  if (perMinute === null) return "";
  return task.done >= task.total
    ? ", the last runs are under way"
    : `, ${durationWords(task.total - task.done, perMinute)} to go at ${perMinute.toLocaleString()} a minute`;
}
