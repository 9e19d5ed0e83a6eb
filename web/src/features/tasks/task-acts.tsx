import { cancelTask, pauseTask, resumeTask, type TaskView } from "@formloom/shared/api";
import { Button, Group } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { showFailure } from "../../ui/toast.tsx";

export interface TaskActsProps {
  readonly task: TaskView;
}

const routes = { pause: pauseTask, resume: resumeTask, cancel: cancelTask };

/** Pauses, resumes and cancels a task that is not over. */
export function TaskActs({ task }: TaskActsProps) {
  const { id: taskId, status } = task;
  const move = useMutation({
    mutationFn: (act: keyof typeof routes) => callRoute(routes[act], { params: { taskId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["tasks"] }),
    onError: (error) => showFailure("That did not work", reasonOf(error)),
  });
  const isPaused = status === "paused";
  return (
    <Group gap="xs">
      <Button
        variant={isPaused ? "filled" : "default"}
        leftSection={
          isPaused ? (
            <IconPlayerPlay size={16} aria-hidden />
          ) : (
            <IconPlayerPause size={16} aria-hidden />
          )
        }
        disabled={move.isPending}
        onClick={() => move.mutate(isPaused ? "resume" : "pause")}
      >
        {isPaused ? "Resume" : "Pause"}
      </Button>
      <Button
        variant="default"
        leftSection={<IconX size={16} aria-hidden />}
        disabled={move.isPending}
        onClick={() => move.mutate("cancel")}
      >
        Cancel
      </Button>
    </Group>
  );
}
