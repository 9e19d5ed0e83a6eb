import { Button, Center, Container, Skeleton, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { NoRuns } from "./no-runs.tsx";
import { RunRow } from "./run-row.tsx";
import { RunsFilters } from "./runs-filters.tsx";
import { runsQuery, type RunsFilter } from "./runs-queries.ts";
import { useLiveRefresh } from "./use-live-refresh.ts";
import "./runs.css";

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
  if (items.length === 0) return <NoRuns filter={filter} />;
  return (
    <>
      <ul className="run-list" aria-label="Runs">
        {items.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
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

function liveFilter(filter: RunsFilter) {
  if (filter.pipelineId !== undefined) return { pipelineId: filter.pipelineId };
  return filter.formId === undefined ? {} : { formId: filter.formId };
}
