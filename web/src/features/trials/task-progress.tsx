import { cancelTask, pauseTask, resumeTask, type TaskView } from "@formloom/shared/api";
import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { showFailure } from "../../ui/toast.tsx";
import { taskQuery } from "./trial-queries.ts";

export interface TaskProgressProps {
  readonly task: TaskView;
}

const routes = { pause: pauseTask, resume: resumeTask, cancel: cancelTask };

/** How far long work is, and how to stop it. It goes on when this is closed. */
export function TaskProgress({ task }: TaskProgressProps) {
  const { id: taskId, status, done, total } = task;
  const move = useMutation({
    mutationFn: (act: keyof typeof routes) => callRoute(routes[act], { params: { taskId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: taskQuery(taskId).queryKey }),
    onError: (error) => showFailure("That did not work", reasonOf(error)),
  });
  const isPaused = status === "paused";
  return (
    <Stack gap="xs">
      <Text size="sm" component="output">
        {isPaused ? "Paused at" : "Trying:"} {done} of {total} responses
      </Text>
      <Progress value={(100 * done) / Math.max(1, total)} aria-label="Responses tried" />
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={move.isPending}
          onClick={() => move.mutate(isPaused ? "resume" : "pause")}
        >
          {isPaused ? "Go on" : "Pause"}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={move.isPending}
          onClick={() => move.mutate("cancel")}
        >
          Cancel
        </Button>
        <Text size="sm" c="dimmed">
          You can close this; it goes on.
        </Text>
      </Group>
    </Stack>
  );
}
