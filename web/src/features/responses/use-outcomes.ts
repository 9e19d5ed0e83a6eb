import type { ResponseOutcome } from "@formloom/shared/api";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { outcomesQuery } from "./journey-queries.ts";

/** What automations came to for the responses that are shown. */
export interface Outcomes {
  readonly automations: readonly { readonly pipelineId: string; readonly name: string }[];
  /** Null: it never ran; undefined: not known yet. */
  readonly of: (responseId: string, pipelineId: string) => ResponseOutcome | null | undefined;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
}

/** Asks once for each page of responses. */
export function useOutcomes(formId: string, pages: readonly Page[]): Outcomes {
  return useQueries({
    queries: pages.map(({ items }) => ({
      ...outcomesQuery(
        formId,
        items.map(({ id }) => id),
      ),
      placeholderData: keepPreviousData,
    })),
    combine: (results) => {
      const known = results.flatMap(({ data }) => data ?? []);
      const found = new Map(
        known.flatMap(({ outcomes }) =>
          outcomes.map(({ responseId, pipelineId, outcome }) => [
            `${responseId} ${pipelineId}`,
            outcome,
          ]),
        ),
      );
      const isKnown = known.length === pages.length;
      return {
        automations: known.at(0)?.automations ?? [],
        of: (responseId, pipelineId) =>
          found.get(`${responseId} ${pipelineId}`) ?? (isKnown ? null : undefined),
      };
    },
  });
}
