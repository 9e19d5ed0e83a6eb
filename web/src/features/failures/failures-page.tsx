import { Container, SegmentedControl, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { useLive } from "../../effects/live-stream.ts";
import { queryClient } from "../../effects/query-client.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { FailureCard } from "./failure-card.tsx";
import { failuresQuery } from "./failures-queries.ts";

/** The inbox is filled beside the runs themselves: what just failed is in it after so many ms. */
const notedAfterMs = 1_500;

/** What failed, by cause: mend it once, try one, replay the rest. */
export function FailuresPage() {
  const filter = useSearch({ from: "/app/failures" });
  const navigate = useNavigate();
  const failures = useInfiniteQuery(failuresQuery(filter));
  useFreshFailures();
  const isOpen = filter.state === undefined;
  const show = (state: string) => {
    const { state: _, ...rest } = filter;
    const search = state === "settled" ? { ...rest, state: "settled" as const } : rest;
    void navigate({ to: "/failures", search, replace: true });
  };
  return (
    <Container size="md" py="lg">
      <PageHeader
        title="Failures"
        description="What did not work, by cause. Mend it once, try one, then replay the rest: what was sent before is not sent again."
        actions={
          <SegmentedControl
            aria-label="Which failures are shown"
            value={isOpen ? "open" : "settled"}
            onChange={show}
            data={[
              { value: "open", label: "Open" },
              { value: "settled", label: "Settled" },
            ]}
          />
        }
      />
      <QueryGate
        query={failures}
        explain={(error) => explainError(error, "The failures could not be read.")}
      >
        {({ pages }) => {
          const groups = pages.flatMap((page) => page.items);
          if (groups.length === 0) return isOpen ? <AllIsWell /> : <NothingSettled />;
          return (
            <>
              <Stack component="ul" p={0} m={0} gap="md" aria-label="Causes">
                {groups.map((group) => (
                  <FailureCard key={group.fingerprint} group={group} />
                ))}
              </Stack>
              <LoadMore
                hasMore={failures.hasNextPage}
                busy={failures.isFetchingNextPage}
                onClick={() => void failures.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryGate>
    </Container>
  );
}

function AllIsWell() {
  return (
    <EmptyState
      title="Everything went through"
      actions={
        <ButtonLink to="/runs" variant="default">
          See the runs
        </ButtonLink>
      }
    >
      Nothing waits for you. When a step fails for good, its cause appears here once, however many
      responses it concerns, with what would mend it.
    </EmptyState>
  );
}

function NothingSettled() {
  return (
    <EmptyState title="Nothing settled yet">
      Causes come here when everything about them was replayed, or dismissed.
    </EmptyState>
  );
}

/** Reads again, a moment after runs changed. */
function useFreshFailures(): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive({}, (change) => {
    if (change.type === "step" || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: ["failures"] });
    }, notedAfterMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
