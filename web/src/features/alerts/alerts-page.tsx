import { listAlerts } from "@formloom/shared/api";
import { Container, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ButtonLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { AlertCard } from "./alert-card.tsx";

const refetchMs = 10_000;

/** What goes wrong with the forms that one may see, and what went wrong. */
export function AlertsPage() {
  const alerts = useInfiniteQuery({
    queryKey: ["alerts", "all"],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listAlerts, { query: pageParam === "" ? {} : { cursor: pageParam }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refetchMs,
  });
  return (
    <Container size="md" py="xl">
      <PageHeader
        title="Alerts"
        description="What went wrong with your automations: one alert a cause, until it is over."
        actions={
          <ButtonLink to="/account" variant="default">
            How you are told
          </ButtonLink>
        }
      />
      <QueryGate
        query={alerts}
        explain={(error) => explainError(error, "The alerts could not be read.")}
      >
        {({ pages }) => {
          const shown = pages.flatMap(({ items }) => items);
          if (shown.length === 0) {
            return (
              <EmptyState title="Nothing went wrong">
                When an automation fails, waits too long or falls silent, it says so here, and you
                are told.
              </EmptyState>
            );
          }
          return (
            <>
              <Stack component="ul" gap="sm" p={0} m={0} aria-label="Alerts">
                {shown.map((alert) => (
                  <AlertCard key={alert.id} alert={alert} />
                ))}
              </Stack>
              <LoadMore
                hasMore={alerts.hasNextPage}
                busy={alerts.isFetchingNextPage}
                onClick={() => void alerts.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryGate>
    </Container>
  );
}
