import { getForm, listForms, listPipelines } from "@formloom/shared/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callRoute } from "./api-client.ts";

/** The forms that one may see, newest first. */
export const formsQuery = infiniteQueryOptions({
  queryKey: ["forms"],
  queryFn: ({ pageParam, signal }) =>
    callRoute(listForms, { query: pageParam === "" ? {} : { cursor: pageParam }, signal }),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

export const formQuery = (formId: string) =>
  queryOptions({
    queryKey: ["form", formId],
    queryFn: ({ signal }) => callRoute(getForm, { params: { formId }, signal }),
  });

/** The automations of a form; so many that paging is needed would be a form of its own kind. */
export const pipelinesQuery = (formId: string) =>
  queryOptions({
    queryKey: ["pipelines", formId],
    queryFn: ({ signal }) =>
      callRoute(listPipelines, { params: { formId }, query: { limit: 200 }, signal }),
  });
