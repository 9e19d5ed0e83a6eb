import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.ts";

/** One cache for the whole app. What the server refused is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});
