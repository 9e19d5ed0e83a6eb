import { getTask, listTaskRuns, listTasks, type TaskRunState } from "@formloom/shared/api";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

const pollMs = 1_000;
const listPollMs = 3_000;

export const tasksQuery = infiniteQueryOptions({
  queryKey: ["tasks", "list"],
  queryFn: ({ pageParam, signal }) =>
    callRoute(listTasks, { query: pageParam === "" ? {} : { cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ items }) => items.some((task) => task.finishedAt === null)) === true
      ? listPollMs
      : false,
});

/** Followed until it has ended, and its last runs have too. */
export const taskQuery = (taskId: string) =>
  queryOptions({
    queryKey: ["tasks", taskId, "progress"],
    queryFn: ({ signal }) => callRoute(getTask, { params: { taskId }, signal }),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || data.finishedAt === null) return pollMs;
      return data.kind !== "dry-run" && (data.summary?.underWay ?? 0) > 0 ? listPollMs : false;
    },
  });

/** `progress` is part of the key, so that what happens meanwhile appears. */
export const taskRunsQuery = (taskId: string, state: TaskRunState | null, progress: string) =>
  infiniteQueryOptions({
    queryKey: ["tasks", taskId, "runs", state, progress],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listTaskRuns, {
        params: { taskId },
        query: {
          limit: 20,
          ...(state === null ? {} : { state }),
          ...(pageParam === "" ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
