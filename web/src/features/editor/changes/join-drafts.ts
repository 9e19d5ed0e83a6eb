import type { PipelineView } from "@formloom/shared/api";
import {
  graphChanges,
  mergeGraphs,
  type Graph,
  type MergeConflict,
  type MergeSide,
} from "@formloom/shared/graph";
import type { DraftSync, TheirDraft } from "../draft-sync.ts";
import type { EditHistory } from "../edit-history.ts";
import type { NodeTypes } from "../graph-walk.ts";

/** Steps back that are brought up to date with theirs; older ones are given up. */
const maxRebased = 40;

interface OurDraft {
  readonly graph: Graph;
  readonly history: EditHistory;
  readonly sync: Pick<DraftSync, "base">;
}

/**
 * Ours and theirs in one. Steps back and forth are joined with theirs too, so that undoing an edit of
 * ours never takes away what the other person did.
 */
export function joinDrafts(
  { graph, history, sync: { base } }: OurDraft,
  theirs: TheirDraft,
  facts: {
    readonly nodeTypes: NodeTypes;
    readonly choices?: ReadonlyMap<string, MergeSide>;
  },
): {
  readonly graph: Graph;
  readonly history: EditHistory;
  readonly conflicts: readonly MergeConflict[];
} {
  const join = (mine: Graph) => mergeGraphs(base, { mine, theirs: theirs.graph }, facts);
  const rebase = <Step extends { readonly graph: Graph }>(steps: readonly Step[]): Step[] =>
    steps.slice(-maxRebased).map((step) => ({ ...step, graph: join(step.graph).graph }));
  const { graph: joined, conflicts } = join(graph);
  return {
    graph: joined,
    history: { past: rebase(history.past), future: rebase(history.future) },
    conflicts,
  };
}

/** What the server has now, as somebody else's draft. */
export function theirDraft({ graph, version, draftBy }: PipelineView): TheirDraft {
  const by = draftBy === null ? null : { name: draftBy.name, at: draftBy.at };
  return { graph, version, by };
}

/** "Grace changed “Thanks” and “Only if” meanwhile; that is in your draft now." */
export function joinedWords(theirs: TheirDraft, base: Graph, nodeTypes: NodeTypes): string {
  const changes = graphChanges(base, theirs.graph, { fields: [], nodeTypes });
  const names = [
    ...new Set(changes.flatMap(({ nodeName }) => (nodeName === "" ? [] : [`“${nodeName}”`]))),
  ];
  const what =
    names.length === 0
      ? "the picture"
      : names.length > 3
        ? `${names.length} steps`
        : names.join(", ");
  return `${whoSaved(theirs)} changed ${what} meanwhile. It is in your draft now, with your changes.`;
}

/** Who saved a draft, as the beginning of a sentence. */
export function whoSaved({ by }: TheirDraft): string {
  return by === null || by.name === "" ? "Somebody else" : by.name;
}
