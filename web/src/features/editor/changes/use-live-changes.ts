import { graphChanges, type Graph, type GraphDifference } from "@formloom/shared/graph";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { useAppStore } from "../../../store/store.ts";
import { type EditorFacts, useEditorFacts } from "../editor-facts.ts";
import { versionQuery } from "../../../effects/pipeline-queries.ts";
import { useChangeFacts } from "./use-change-facts.ts";

interface LiveChanges {
  /** What the draft has that the live version has not; null while that is not known, or never published. */
  readonly changes: readonly GraphDifference[] | null;
  readonly liveGraph: Graph | null;
}

const pickLive = ({ pipeline: { id, liveVersion } }: EditorFacts) => ({ id, liveVersion });

/** The draft on the screen against the version that is live. */
export function useLiveChanges(): LiveChanges {
  const { id, liveVersion } = useEditorFacts(pickLive);
  const facts = useChangeFacts();
  const draft = useDeferredValue(useAppStore((state) => state.editor?.graph ?? null));
  const live = useQuery({
    ...versionQuery(id, liveVersion ?? 0),
    enabled: liveVersion !== null,
  });
  const liveGraph = liveVersion === null ? null : (live.data?.graph ?? null);
  return useMemo(
    () => ({
      liveGraph,
      changes: liveGraph === null || draft === null ? null : graphChanges(liveGraph, draft, facts),
    }),
    [liveGraph, draft, facts],
  );
}
