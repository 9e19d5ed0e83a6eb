import { createPipeline } from "@formloom/shared/api";
import { newGraph, type Graph } from "@formloom/shared/graph";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { pipelinesQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";

/** Makes an automation and opens it. */
export function useNewPipeline(formId: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ name, graph = newGraph() }: { name: string; graph?: Graph }) =>
      // Enabled from the start: nothing runs before the first publishing anyway.
      callRoute(createPipeline, { params: { formId }, body: { name, graph, enabled: true } }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: pipelinesQuery(formId).queryKey });
      await navigate({ to: "/pipelines/$pipelineId", params: { pipelineId: id } });
    },
  });
}
