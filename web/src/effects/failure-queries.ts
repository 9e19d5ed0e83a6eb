import { countFailures } from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";

const readAgainMs = 30_000;

/** How many causes of failures are open, in all and by automation; for badges. */
export const failureCountQuery = queryOptions({
  queryKey: ["failures", "count"],
  queryFn: ({ signal }) => callRoute(countFailures, { query: {}, signal }),
  refetchInterval: readAgainMs,
  staleTime: 5_000,
});
