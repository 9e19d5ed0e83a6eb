import type { TaskView } from "@formloom/shared/api";
import { Box, Container, Group, Progress, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { tasksQuery } from "./task-queries.ts";
import { progressWords, taskKinds, taskWords } from "./task-words.ts";

/** Long work on the forms that the person may see, under way and ended. */
export function TasksPage() {
  const tasks = useInfiniteQuery(tasksQuery);
  return (
    <Container size="md" py="lg">
      <PageHeader
        title="Tasks"
        description="Work that takes longer: it goes on when you leave, and over restarts. What ended is kept for 7 days."
      />
      <QueryGate
        query={tasks}
        explain={(error) => explainError(error, "The tasks could not be read.")}
      >
        {({ pages }) => {
          const shown = pages.flatMap((page) => page.items);
          if (shown.length === 0) return <NoTasks />;
          return (
            <>
              <Box component="ul" p={0} m={0} style={{ display: "grid", gap: 8 }}>
                {shown.map((task) => (
                  <TaskRow key={task.id} task={task} />
                ))}
              </Box>
              <LoadMore
                hasMore={tasks.hasNextPage}
                busy={tasks.isFetchingNextPage}
                onClick={() => void tasks.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryGate>
    </Container>
  );
}

function TaskRow({ task }: { readonly task: TaskView }) {
  const { tone, text } = taskWords(task);
  const name = task.pipelineName === "" ? "several automations" : task.pipelineName;
  return (
    <Box component="li" className="surface row-link" p="md" style={{ listStyle: "none" }}>
      <Group justify="space-between" gap="xs">
        <Link
          to="/tasks/$taskId"
          params={{ taskId: task.id }}
          className="row-link-cover row-title wrap-anywhere"
        >
          {`${taskKinds[task.kind]}: ${name}`}
        </Link>
        <StatusBadge tone={tone} size="sm">
          {text}
        </StatusBadge>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {progressWords(task)}, begun <RelativeTime at={task.createdAt} />
        {task.createdBy.name === "" ? "" : ` by ${task.createdBy.name}`}
      </Text>
      {task.finishedAt === null && (
        <Progress
          mt="xs"
          value={(100 * task.done) / Math.max(1, task.total)}
          aria-label="How far it is"
        />
      )}
    </Box>
  );
}

function NoTasks() {
  return (
    <EmptyState title="No tasks" actions={<ButtonLink to="/">To the forms</ButtonLink>}>
      When an automation runs over past responses, or many runs are replayed, you follow it here.
      Begin from an automation’s menu: “Run over past responses”.
    </EmptyState>
  );
}
