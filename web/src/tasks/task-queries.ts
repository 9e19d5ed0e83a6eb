import { getTask, listTaskRuns, type TaskRunState } from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../effects/api-client.ts";

const pollMs = 1_000;

/** Long work that makes runs, with its totals; read again while it goes on. */
export const runTaskQuery = (taskId: string) =>
  queryOptions({
    queryKey: ["tasks", taskId],
    queryFn: ({ signal }) => callRoute(getTask, { params: { taskId }, signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.finishedAt === null ? pollMs : false,
  });

/** The first of those that ended so, with the reasons. */
export const taskRunsQuery = (taskId: string, state: TaskRunState) =>
  queryOptions({
    queryKey: ["tasks", taskId, "runs", state],
    queryFn: ({ signal }) =>
      callRoute(listTaskRuns, { params: { taskId }, query: { state, limit: 20 }, signal }),
  });
