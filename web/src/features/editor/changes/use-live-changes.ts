import { graphChanges, type Graph, type GraphDifference } from "@formloom/shared/graph";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useAppStore } from "../../../store/store.ts";
import { useEditorFacts } from "../editor-facts.ts";
import { versionQuery } from "../../../effects/pipeline-queries.ts";
import { useChangeFacts } from "./use-change-facts.ts";

export interface LiveChanges {
  /** What the draft has that the live version has not; null while that is not known, or never published. */
  readonly changes: readonly GraphDifference[] | null;
  readonly liveGraph: Graph | null;
}

/** The draft on the screen against the version that is live. */
export function useLiveChanges(): LiveChanges {
  const { pipeline } = useEditorFacts();
  const facts = useChangeFacts();
  const draft = useDeferredValue(useAppStore((state) => state.editor?.graph ?? pipeline.graph));
  const live = useQuery({
    ...versionQuery(pipeline.id, pipeline.liveVersion ?? 0),
    enabled: pipeline.liveVersion !== null,
  });
  const liveGraph = pipeline.liveVersion === null ? null : (live.data?.graph ?? null);
  return useMemo(
    () => ({
      liveGraph,
      changes: liveGraph === null ? null : graphChanges(liveGraph, draft, facts),
    }),
    [liveGraph, draft, facts],
  );
}
