import { Button, Center, Container, Skeleton, Stack, Text } from "@mantine/core";
import type { listRuns, RouteResponse } from "@formloom/shared/api";
import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { NoRuns } from "./no-runs.tsx";
import { RunRow } from "./run-row.tsx";
import { RunsFilters } from "./runs-filters.tsx";
import { formChoicesQuery, runsQuery, type RunsFilter } from "./runs-queries.ts";
import { useLiveRefresh } from "./use-live-refresh.ts";
import "./runs.css";

/** Runs that are looked for before the rest waits to be asked for: those of one page. */
const wanted = 50;
type RunsPageData = RouteResponse<typeof listRuns>;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** All runs the person may see, newest first, kept fresh by the live stream. */
export function RunsPage() {
  const filter = useSearch({ from: "/app/runs" });
  const navigate = useNavigate();
  useLiveRefresh(liveFilter(filter), ["runs", "list"]);
  return (
    <Container size="lg" py="lg">
      <PageHeader
        title="Runs"
        description="What your automations did, newest first. The list follows by itself."
      />
      <RunsFilters
        filter={filter}
        onChange={(next) => {
          const set = Object.entries(next).filter(([, value]) => value !== undefined);
          void navigate({ to: "/runs", search: Object.fromEntries(set), replace: true });
        }}
      />
      <RunsList filter={filter} />
    </Container>
  );
}

function RunsList({ filter }: { readonly filter: RunsFilter }) {
  const runs = useInfiniteQuery(runsQuery(filter));
  useGoOn(runs);
  const forms = useQuery(formChoicesQuery).data?.items ?? [];
  const editable = new Set(forms.flatMap(({ id, mayEdit }) => (mayEdit ? [id] : [])));
  if (runs.isPending) {
    return (
      <Stack gap="xs" aria-busy aria-label="Loading the runs">
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} h={64} radius="lg" />
        ))}
      </Stack>
    );
  }
  if (runs.isError) {
    return (
      <ErrorMessage
        {...explainError(runs.error, "The runs could not be loaded.")}
        action={{ label: "Try again", onClick: () => void runs.refetch() }}
      />
    );
  }
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0 && !runs.hasNextPage) return <NoRuns filter={filter} />;
  return (
    <>
      {items.length > 0 && (
        <ul className="run-list" aria-label="Runs">
          {items.map((run) => (
            <RunRow key={run.id} run={run} mayEdit={editable.has(run.formId)} />
          ))}
        </ul>
      )}
      {items.length < wanted && <LookingBack pages={runs.data.pages} />}
      {runs.hasNextPage && items.length >= wanted && (
        <Center mt="md">
          <Button
            variant="default"
            loading={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            Show older ones
          </Button>
        </Center>
      )}
    </>
  );
}

/** One answer looks at so many runs at most: a search for something rare goes on by itself. */
function useGoOn(runs: UseInfiniteQueryResult<InfiniteData<RunsPageData>>): void {
  const { hasNextPage, isFetching, isError, fetchNextPage } = runs;
  const found = runs.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? wanted;
  const goOn = hasNextPage && !isFetching && !isError && found < wanted;
  useEffect(() => {
    if (goOn) void fetchNextPage();
  }, [goOn, fetchNextPage]);
}

interface LookingBackProps {
  readonly pages: readonly RunsPageData[];
}

/** Says how far a search has come that goes on; nothing at its end. */
function LookingBack({ pages }: LookingBackProps) {
  const to = pages.at(-1)?.lookedBackTo ?? null;
  if (to === null) return null;
  return (
    <Text component="output" display="block" c="dimmed" ta="center" mt="md">
      Looking further back. So far: back to {time.format(new Date(to))}
    </Text>
  );
}

function liveFilter(filter: RunsFilter) {
  if (filter.pipelineId !== undefined) return { pipelineId: filter.pipelineId };
  return filter.formId === undefined ? {} : { formId: filter.formId };
}
