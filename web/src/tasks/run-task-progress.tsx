import {
  cancelTask,
  pauseTask,
  resumeTask,
  type TaskDetail,
  type TaskRunsSummary,
} from "@formloom/shared/api";
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { callRoute } from "../effects/api-client.ts";
import { reasonOf } from "../effects/explain-error.ts";
import { queryClient } from "../effects/query-client.ts";
import { showFailure } from "../ui/toast.tsx";
import { runTaskQuery, taskRunsQuery } from "./task-queries.ts";

export interface RunTaskProgressProps {
  readonly taskId: string;
  /** What is done, such as "Replayed". */
  readonly verb: string;
}

const routes = { pause: pauseTask, resume: resumeTask, cancel: cancelTask };

/** How far long work is that makes runs, what became of them, and how to stop it. It goes on by itself. */
export function RunTaskProgress({ taskId, verb }: RunTaskProgressProps) {
  const { data: task } = useQuery(runTaskQuery(taskId));
  if (task === undefined || task.kind === "dry-run") return null;
  const { done, total, summary, problem, finishedAt } = task;
  return (
    <Stack gap="xs">
      <Text size="sm" component="output" fw={600}>
        {stateWords(task)}: {verb.toLowerCase()} {done} of {total}
        {summary === null ? "" : ` · ${summaryWords(summary)}`}
      </Text>
      {finishedAt === null && (
        <Progress
          value={(100 * done) / Math.max(1, total)}
          color="moss"
          aria-label={`${verb}, in percent`}
        />
      )}
      {summary !== null && summary.waitsFor !== null && finishedAt === null && (
        <Text size="sm" c="dimmed">
          {summary.waitsFor}
        </Text>
      )}
      {problem !== null && (
        <Alert color="madder" title="It stopped" role="alert">
          {problem}
        </Alert>
      )}
      {finishedAt === null && <TaskActs task={task} />}
      {summary !== null && summary.refused > 0 && <Refused taskId={taskId} />}
    </Stack>
  );
}

function TaskActs({ task: { id: taskId, status } }: { readonly task: TaskDetail }) {
  const move = useMutation({
    mutationFn: (act: keyof typeof routes) => callRoute(routes[act], { params: { taskId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["tasks", taskId] }),
    onError: (error) => showFailure("That did not work", reasonOf(error)),
  });
  const isPaused = status === "paused";
  return (
    <Group gap="xs">
      <Button
        variant="default"
        disabled={move.isPending}
        onClick={() => move.mutate(isPaused ? "resume" : "pause")}
      >
        {isPaused ? "Go on" : "Pause"}
      </Button>
      <Button variant="default" disabled={move.isPending} onClick={() => move.mutate("cancel")}>
        Cancel
      </Button>
      <Text size="sm" c="dimmed">
        You can leave this page; it goes on.
      </Text>
    </Group>
  );
}

/** What could not be made, and why. */
function Refused({ taskId }: { readonly taskId: string }) {
  const { data } = useQuery(taskRunsQuery(taskId, "refused"));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Alert color="weld" title="Left out">
      <Stack gap={4} component="ul" m={0} pl="md">
        {data.items.map(({ label, reason, sourceRunId }) => (
          <li key={sourceRunId}>
            {label === "" ? "" : `${label}: `}
            {reason}
          </li>
        ))}
      </Stack>
    </Alert>
  );
}

function stateWords({ status }: TaskDetail): string {
  const words = {
    queued: "About to begin",
    running: "Under way",
    paused: "Paused",
    completed: "Done",
    failed: "Stopped",
    cancelled: "Cancelled",
  } as const;
  return words[status];
}

/** "28 worked, 1 failed again, 1 under way"; what there is none of is left out. */
export function summaryWords(summary: TaskRunsSummary): string {
  const { completed, filtered, failed, needsAttention, cancelled, underWay, refused } = summary;
  const parts = [
    [completed + filtered, "worked"],
    [failed, "failed"],
    [needsAttention, "need a decision"],
    [cancelled, "cancelled"],
    [underWay, "under way"],
    [refused, "left out"],
  ] as const;
  const words = parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  return words.length === 0 ? "none has ended yet" : words.join(", ");
}
