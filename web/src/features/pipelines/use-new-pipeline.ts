import { createPipeline } from "@formloom/shared/api";
import { newGraph, type Graph } from "@formloom/shared/graph";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { formQuery, formsQuery, pipelinesQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";

/** Makes an automation and opens it. */
export function useNewPipeline(formId: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ name, graph = newGraph() }: { name: string; graph?: Graph }) =>
      // Enabled from the start: nothing runs before the first publishing anyway.
      callRoute(createPipeline, { params: { formId }, body: { name, graph, enabled: true } }),
    onSuccess: async ({ id }) => {
      // The form counts its automations.
      const keys = [
        pipelinesQuery(formId).queryKey,
        formQuery(formId).queryKey,
        formsQuery.queryKey,
      ];
      await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      await navigate({ to: "/pipelines/$pipelineId", params: { pipelineId: id } });
    },
  });
}
