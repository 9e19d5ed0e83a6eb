import { Box, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { FormView, PipelineView } from "@formloom/shared/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { explainError } from "../../../effects/explain-error.ts";
import { nodeTypesQuery } from "../../../plugins/node-types-query.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { TextLink } from "../../../ui/links.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { QueryGate } from "../../../ui/query-gate.tsx";
import { pipelineQuery } from "../../../effects/pipeline-queries.ts";
import { editorFormQuery, versionPagesQuery } from "../editor-queries.ts";
import type { NodeTypes } from "../graph-walk.ts";
import { draftEntry, publishedEntry, type VersionEntry } from "./version-entry.ts";
import { VersionDetails } from "./version-details.tsx";
import { VersionRow } from "./version-row.tsx";
import "./changes.css";

/** The history of one automation: what was published when, by whom, and what differed. */
export function VersionsPage() {
  const { pipelineId } = useParams({ from: "/app/pipelines/$pipelineId/versions" });
  const pipeline = useQuery(pipelineQuery(pipelineId));
  const form = useQuery({
    ...editorFormQuery(pipeline.data?.formId ?? ""),
    enabled: pipeline.data !== undefined,
  });
  const types = useQuery(nodeTypesQuery);
  const error = pipeline.error ?? form.error ?? types.error;
  const data =
    pipeline.data && form.data && types.data
      ? { pipeline: pipeline.data, form: form.data, types: types.data }
      : undefined;
  return (
    <Box p={{ base: "sm", sm: "lg" }} maw={1280} mx="auto">
      <QueryGate
        query={{ data, error, refetch: () => pipeline.refetch() }}
        explain={(reason) => explainError(reason, "The versions could not be loaded.")}
      >
        {(known) => <History {...known} />}
      </QueryGate>
    </Box>
  );
}

interface HistoryProps {
  readonly pipeline: PipelineView;
  readonly form: FormView;
  readonly types: NodeTypes;
}

function History({ pipeline, form, types }: HistoryProps) {
  const pages = useInfiniteQuery(versionPagesQuery(pipeline.id));
  const published = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const draft = pipeline.draftPending ? [draftEntry(pipeline)] : [];
  const entries = [...draft, ...published.map(publishedEntry)];
  const { show, against } = useSearch({ from: "/app/pipelines/$pipelineId/versions" });
  const shown = entries.find((entry) => entry.key === show) ?? entries[0];
  return (
    <>
      <PageHeader
        title={`Versions of ${pipeline.name}`}
        above={
          <TextLink
            to="/pipelines/$pipelineId"
            params={{ pipelineId: pipeline.id }}
            size="sm"
            c="dimmed"
          >
            <IconArrowLeft size={15} aria-hidden /> Back to the automation
          </TextLink>
        }
      />
      {pages.isSuccess && published.length === 0 ? (
        <EmptyState title="Not published yet">
          <Text>Each time you publish, a version appears here, with what it changed.</Text>
        </EmptyState>
      ) : (
        <div className="versions">
          <nav aria-label="Versions">
            <ul className="version-list">
              {entries.map((entry) => (
                <li key={entry.key}>
                  <VersionRow pipelineId={pipeline.id} entry={entry} chosen={entry === shown} />
                </li>
              ))}
            </ul>
            <LoadMore
              hasMore={pages.hasNextPage}
              busy={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            />
          </nav>
          {shown !== undefined && (
            <VersionDetails
              key={shown.key}
              pipeline={pipeline}
              form={form}
              types={types}
              entry={shown}
              others={entries.filter((entry) => entry !== shown)}
              against={otherOf(shown, entries, { pipeline, against })}
            />
          )}
        </div>
      )}
    </>
  );
}

/** What a version is held against: what was asked for, else what was live before it. */
function otherOf(
  shown: VersionEntry,
  entries: readonly VersionEntry[],
  {
    pipeline,
    against,
  }: { readonly pipeline: PipelineView; readonly against: VersionEntry["key"] | undefined },
): VersionEntry | undefined {
  const asked = entries.find((entry) => entry.key === against && entry !== shown);
  if (asked !== undefined) return asked;
  if (shown.key === "draft") return entries.find((entry) => entry.key === pipeline.liveVersion);
  const number = shown.key;
  return entries.find((entry) => entry.key !== "draft" && entry.key < number);
}
