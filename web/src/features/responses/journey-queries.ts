import { getJourney, listOutcomes } from "@formloom/shared/api";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

/** Its key begins with that of the form's responses, so that what makes those stale makes this stale. */
export const outcomesQuery = (formId: string, ids: readonly string[]) =>
  queryOptions({
    queryKey: ["responses", formId, "outcomes", ids],
    queryFn: ({ signal }) =>
      callRoute(listOutcomes, { params: { formId }, query: { ids: ids.join(",") }, signal }),
    enabled: ids.length > 0,
  });

export const journeyQuery = (formId: string, responseId: string) =>
  queryOptions({
    queryKey: ["responses", formId, "journey", responseId],
    queryFn: ({ signal }) => callRoute(getJourney, { params: { formId, responseId }, signal }),
  });
