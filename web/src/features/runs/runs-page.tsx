import { Button, Center, Container, Skeleton, Stack, Text } from "@mantine/core";
import {
  exportRuns,
  type listRuns,
  type RouteResponse,
  type RunSummary,
} from "@formloom/shared/api";
import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { routeUrl } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { useLive } from "../../effects/live-stream.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TableButton } from "../../ui/table-button.tsx";
import { ChoiceBar } from "./choice-bar.tsx";
import { NoRuns } from "./no-runs.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";
import {
  choiceFacts,
  isChosenRun,
  mostNamed,
  noChoice,
  toggleRun,
  type RunChoice,
} from "./run-choice.ts";
import { RunRow } from "./run-row.tsx";
import { RunsFilters } from "./runs-filters.tsx";
import { filterQuery, formChoicesQuery, runsQuery, type RunsFilter } from "./runs-queries.ts";
import { useRefresh } from "../../effects/use-live-refresh.ts";
import "./runs.css";
import "./runs-list.css";

/** Runs that are looked for before the rest waits to be asked for: those of one page. */
const wanted = 50;
/** Counting is more work for the server than a page of the list. */
const outcomesGatherMs = 3_000;
type RunsPageData = RouteResponse<typeof listRuns>;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** All runs the person may see, newest first, kept fresh by the live stream. */
export function RunsPage() {
  const filter = useSearch({ from: "/app/runs" });
  const navigate = useNavigate();
  const readList = useRefresh(["runs", "list"]);
  const readOutcomes = useRefresh(["runs", "outcomes"], outcomesGatherMs);
  useLive(liveFilter(filter), () => {
    readList();
    readOutcomes();
  });
  const narrow = (next: RunsFilter) =>
    void navigate({ to: "/runs", search: filterQuery(next), replace: true });
  return (
    <Container size="lg" py="lg">
      <PageHeader
        title="Runs"
        description="What your automations did, newest first. The list follows by itself."
        actions={<TableButton href={routeUrl(exportRuns.path, { query: filterQuery(filter) })} />}
      />
      <RunsFilters filter={filter} onChange={narrow} />
      <OutcomeChart filter={filter} onDates={(dates) => narrow({ ...filter, ...dates })} />
      <RunsList key={JSON.stringify(filterQuery(filter))} filter={filter} />
    </Container>
  );
}

function RunsList({ filter }: { readonly filter: RunsFilter }) {
  const runs = useInfiniteQuery(runsQuery(filter));
  useGoOn(runs);
  const found = useMemo(() => runs.data?.pages.flatMap((page) => page.items) ?? [], [runs.data]);
  // Under many changes each reading brings other rows: drawn piece by piece, they hold up no key or click.
  const items = useDeferredValue(found);
  if (runs.isPending) {
    return (
      <Stack gap="xs" component="section" aria-busy aria-label="Loading the runs">
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
  if (found.length === 0 && !runs.hasNextPage) return <NoRuns filter={filter} />;
  return (
    <>
      {items.length > 0 && <RunRows items={items} isAll={!runs.hasNextPage} filter={filter} />}
      {found.length < wanted && <LookingBack pages={runs.data.pages} />}
      {runs.hasNextPage && found.length >= wanted && (
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

interface RunRowsProps {
  readonly items: readonly RunSummary[];
  /** Nothing more fits than what is shown. */
  readonly isAll: boolean;
  readonly filter: RunsFilter;
}

/** The runs that were found, to be chosen from as far as the person may change them. */
const RunRows = memo(function RunRows({ items, isAll, filter }: RunRowsProps) {
  const forms = useQuery(formChoicesQuery).data?.items ?? [];
  const editable = new Set(forms.flatMap(({ id, mayEdit }) => (mayEdit ? [id] : [])));
  const mine = items.filter(({ formId }) => editable.has(formId));
  const [choice, setChoice] = useState(noChoice);
  const toggle = useToggle(mine, setChoice);
  return (
    <>
      {mine.length > 0 && (
        <ChoiceBar
          choice={choice}
          facts={choiceFacts(choice, mine, isAll && mine.length === items.length)}
          filter={filter}
          shownIds={mine.map(({ id }) => id).slice(0, mostNamed)}
          onChange={setChoice}
        />
      )}
      <ul className="run-list" aria-label="Runs">
        {items.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            mayEdit={editable.has(run.formId)}
            isChosen={editable.has(run.formId) ? isChosenRun(choice, run.id) : null}
            onToggle={toggle}
          />
        ))}
      </ul>
    </>
  );
});

/** Takes a run into the choice or out of it, by what is shown then. */
function useToggle(
  shown: readonly RunSummary[],
  setChoice: (change: (before: RunChoice) => RunChoice) => void,
): (runId: string) => void {
  const newest = useRef(shown);
  useEffect(() => {
    newest.current = shown;
  });
  return useCallback(
    (runId) => setChoice((before) => toggleRun(before, runId, newest.current)),
    [setChoice],
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
