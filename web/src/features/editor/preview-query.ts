import { testPipeline, type ResponseTrial } from "@formloom/shared/api";
import { inventAnswers, type Field } from "@formloom/shared/form";
import type { Graph } from "@formloom/shared/graph";
import { queryOptions } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";

/** Whose answers a preview shows. */
export type PreviewSubject =
  | { readonly responseId: string }
  | { readonly invented: readonly Field[] };

export interface PreviewRequest {
  readonly pipelineId: string;
  readonly nodeId: string;
  /** The draft as it stands on the screen. */
  readonly graph: Graph;
  readonly subject: PreviewSubject;
}

/** What one step would do. Sends and stores nothing. */
export const previewQuery = ({ pipelineId, nodeId, graph, subject }: PreviewRequest) =>
  queryOptions({
    queryKey: ["pipelines", pipelineId, "preview", nodeId, subject, graph],
    queryFn: async ({ signal }): Promise<ResponseTrial> => {
      const answer = await callRoute(testPipeline, {
        params: { pipelineId },
        body: { ...answersOf(subject), mode: "preview", nodeId, graph },
        signal,
      });
      if (answer.kind === "preview") return answer.trial;
      throw new Error("Expected a preview, found a run.");
    },
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });

function answersOf(subject: PreviewSubject) {
  if ("responseId" in subject) return { responseId: subject.responseId };
  return { data: { ...inventAnswers(subject.invented, new Date().toISOString().slice(0, 10)) } };
}
