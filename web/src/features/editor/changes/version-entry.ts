import type { PipelineView, VersionView } from "@formloom/shared/api";

/** One line of the history: the draft, or a published version. */
export interface VersionEntry {
  readonly key: "draft" | number;
  readonly title: string;
  readonly sentence: string;
  readonly note: string;
  /** Empty where nobody is known. */
  readonly author: string;
  /** ISO 8601; null: never changed since it was made. */
  readonly at: string | null;
  readonly live: boolean;
  readonly unfinishedRuns: number;
}

export function draftEntry({ sentence, draftBy }: PipelineView): VersionEntry {
  return {
    key: "draft",
    title: "Draft",
    sentence,
    note: "",
    author: draftBy?.name ?? "",
    at: draftBy?.at ?? null,
    live: false,
    unfinishedRuns: 0,
  };
}

export function publishedEntry(version: VersionView): VersionEntry {
  return {
    key: version.number,
    title: `Version ${version.number}`,
    sentence: version.sentence,
    note: version.note,
    author: version.publishedBy.name,
    at: version.publishedAt,
    live: version.live,
    unfinishedRuns: version.unfinishedRuns,
  };
}
