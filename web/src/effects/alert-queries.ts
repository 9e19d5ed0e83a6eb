import { listAlerts } from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";

const refetchMs = 15_000;

/** What goes wrong now with the automations of a form. */
export const openAlertsQuery = (formId: string) =>
  queryOptions({
    queryKey: ["alerts", "open", formId],
    queryFn: ({ signal }) =>
      callRoute(listAlerts, { query: { formId, state: "open", limit: 200 }, signal }),
    refetchInterval: refetchMs,
  });
