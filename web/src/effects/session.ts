import { getMe, getStatus } from "@formloom/shared/api";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";

/** Who is signed in, and what the installation can do. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => callRoute(getMe, { signal }),
  staleTime: 30_000,
});

/** Whether there is an admin yet. */
export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => callRoute(getStatus, { signal }),
});

/** Only below the signed-in layout, which has loaded it. */
export function useMe() {
  return useSuspenseQuery(meQuery).data;
}
