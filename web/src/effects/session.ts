import { getMe, getStatus, signOut } from "@formloom/shared/api";
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";
import { queryClient } from "./query-client.ts";

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

/** Signs out, leaves the page by `leave`, and forgets everything that was read. */
export async function endSession(leave: () => Promise<void>): Promise<void> {
  await callRoute(signOut, {});
  await leave();
  queryClient.clear();
}

/** A path of this site, or the start page: never an address that leads elsewhere. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return "/";
  const url = new URL(next, window.location.origin);
  return url.origin === window.location.origin ? `${url.pathname}${url.search}` : "/";
}
