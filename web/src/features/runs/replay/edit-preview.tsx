import { Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { testPipeline, type RunView } from "@formloom/shared/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { callRoute } from "../../../effects/api-client.ts";

const PreviewContent = lazy(async () => ({
  default: (await import("../../../ui/preview/preview-content.tsx")).PreviewContent,
}));

/** Pause after the last letter before the server is asked, in ms. */
const pauseMs = 600;

export interface EditPreviewProps {
  readonly run: RunView;
  readonly nodeId: string;
  readonly name: string;
  /** The settings as they were changed. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** How what the step sends would look with the changed settings; nothing for what has no picture. */
export function EditPreview({ run, nodeId, name, config }: EditPreviewProps) {
  const [shown] = useDebouncedValue(config, pauseMs);
  const { pipelineId, responseId } = run;
  const preview = useQuery({
    queryKey: ["runs", run.id, "edit-preview", nodeId, shown],
    queryFn: async ({ signal }) => {
      const nodes = run.graph.nodes.map((node) =>
        node.id === nodeId ? { ...node, config: { ...shown } } : node,
      );
      const graph = { ...run.graph, nodes };
      const body = { responseId: responseId ?? "", mode: "preview", nodeId, graph } as const;
      const answer = await callRoute(testPipeline, { params: { pipelineId }, body, signal });
      if (answer.kind !== "preview") throw new Error("Expected a preview, found a run.");
      return answer.trial.draft.steps.find((step) => step.nodeId === nodeId) ?? null;
    },
    enabled: responseId !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const trial = preview.data;
  // What cannot be drawn is told by the list of changes, and judged when it runs.
  if (preview.isError || trial === null || trial === undefined) return null;
  return (
    <div aria-busy={preview.isFetching}>
      <Text size="sm" fw={600} mb={4}>
        How it will look
      </Text>
      {trial.verdict === "fails" && trial.error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" className="wrap-anywhere">
          It would fail again: {trial.error.message}
        </Text>
      )}
      <Suspense fallback={<Loader size="sm" />}>
        <PreviewContent content={trial.content} label={name} />
      </Suspense>
    </div>
  );
}
