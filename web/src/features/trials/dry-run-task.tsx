import { Alert, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import { TaskProgress } from "./task-progress.tsx";
import { taskQuery, taskResultsQuery, type Only } from "./trial-queries.ts";

export interface DryRunTaskProps {
  readonly taskId: string;
}

/** While it goes on, the list is read anew after so many more responses. */
const readAgainAfter = 50;

/** A long dry run: how far it is, and what it found so far. */
export function DryRunTask({ taskId }: DryRunTaskProps) {
  const [only, setOnly] = useState<Only>("all");
  const task = useQuery(taskQuery(taskId));
  const { done = 0, finishedAt = null } = task.data ?? {};
  const seen = finishedAt === null ? done - (done % readAgainAfter) : done;
  const results = useInfiniteQuery(taskResultsQuery(taskId, only, seen));
  return (
    <QueryGate query={task} explain={(error) => explainError(error, "It could not be read.")}>
      {(shown) => (
        <Stack gap="md">
          {finishedAt === null && <TaskProgress task={shown} />}
          {shown.status === "cancelled" && (
            <Alert color="gray">
              Cancelled after {done} of {shown.total} responses. What was found so far is below.
            </Alert>
          )}
          {shown.problem !== null && (
            <Alert color="madder" title="It could not go on">
              {shown.problem}
            </Alert>
          )}
          {shown.kind === "dry-run" && shown.summary !== null && (
            <DryRunResult
              summary={shown.summary}
              responses={results.data?.pages.flatMap((page) => page.items) ?? []}
              only={only}
              onOnly={setOnly}
            />
          )}
          <LoadMore
            hasMore={results.hasNextPage}
            busy={results.isFetchingNextPage}
            onClick={() => void results.fetchNextPage()}
          />
        </Stack>
      )}
    </QueryGate>
  );
}
