import type { TaskDetail, TaskRunState, TaskRunView } from "@formloom/shared/api";
import { Box, Group, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { TextLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { taskRunsQuery } from "./task-queries.ts";
import { runStates, totalsOf } from "./task-words.ts";
import "./tasks.css";

export interface TaskRunsProps {
  readonly task: Extract<TaskDetail, { kind: "backfill" | "replay" }>;
}

/** While it goes on, the list is read anew after so many more; a short one after each. */
const readAgainAfter = 20;
const shortList = 100;

/** The totals of a task that makes runs; each is a button that lists its runs. */
export function TaskRuns({ task }: TaskRunsProps) {
  const [only, setOnly] = useState<TaskRunState | null>(null);
  const { summary, done } = task;
  if (summary === null) return null;
  const ended = summary.made - summary.underWay;
  const isCoarse = task.finishedAt === null && task.total > shortList;
  const seen = isCoarse ? Math.floor((done + ended) / readAgainAfter) : done + ended;
  return (
    <Stack component="section" gap="sm" aria-labelledby="task-runs">
      <Title order={2} fz="1.1rem" id="task-runs">
        What came of it
      </Title>
      <div className="task-totals">
        {totalsOf(summary).map(({ label, count, tone, state }) => (
          <UnstyledButton
            key={label}
            className="surface task-total"
            aria-pressed={state !== null && only === state}
            disabled={state === null}
            onClick={() => setOnly(only === state ? null : state)}
          >
            <span className="task-total-count">{count.toLocaleString()}</span>
            <StatusBadge tone={tone} size="sm">
              {label}
            </StatusBadge>
          </UnstyledButton>
        ))}
      </div>
      <RunsOf taskId={task.id} only={only} progress={String(seen)} />
    </Stack>
  );
}

interface RunsOfProps {
  readonly taskId: string;
  readonly only: TaskRunState | null;
  readonly progress: string;
}

function RunsOf({ taskId, only, progress }: RunsOfProps) {
  const runs = useInfiniteQuery(taskRunsQuery(taskId, only, progress));
  return (
    <QueryGate query={runs} explain={(error) => explainError(error, "The list could not be read.")}>
      {({ pages }) => {
        const shown = pages.flatMap((page) => page.items);
        if (shown.length === 0) {
          return (
            <Text size="sm" c="dimmed">
              None yet.
            </Text>
          );
        }
        return (
          <>
            <ul className="task-runs" aria-label="Responses of this task">
              {shown.map((run) => (
                <TaskRunRow key={run.runId ?? run.responseId ?? run.sourceRunId} run={run} />
              ))}
            </ul>
            <LoadMore
              hasMore={runs.hasNextPage}
              busy={runs.isFetchingNextPage}
              onClick={() => void runs.fetchNextPage()}
            />
          </>
        );
      }}
    </QueryGate>
  );
}

function TaskRunRow({ run }: { readonly run: TaskRunView }) {
  const { tone, text } = runStates[run.state];
  const runId = run.runStatus === null ? null : run.runId;
  const label = run.label === "" ? "Response" : run.label;
  return (
    <Box component="li" className="surface" p="sm">
      <Group justify="space-between" gap="xs">
        {runId === null ? (
          <Text fw={600} className="wrap-anywhere">
            {label}
          </Text>
        ) : (
          <TextLink to="/runs/$runId" params={{ runId }} fw={600} className="wrap-anywhere">
            {label}
          </TextLink>
        )}
        <StatusBadge tone={run.runStatus === "needs_attention" ? "attention" : tone} size="sm">
          {run.runStatus === "needs_attention" ? "Needs you" : text}
        </StatusBadge>
      </Group>
      {run.reason !== "" && (
        <Text size="sm" c="dimmed" mt={2} className="wrap-anywhere">
          {run.reason}
        </Text>
      )}
    </Box>
  );
}
