import type { FailedRunView } from "@formloom/shared/api";
import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { explainError } from "../../effects/explain-error.ts";
import { TextLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { failedRunsQuery } from "./failures-queries.ts";

export interface FailedRunsProps {
  readonly fingerprint: string;
  readonly state: "open" | "settled";
}

/** The runs of one cause, each leading to its picture. */
export function FailedRuns({ fingerprint, state }: FailedRunsProps) {
  const runs = useInfiniteQuery(failedRunsQuery(fingerprint, state));
  return (
    <QueryGate query={runs} explain={(error) => explainError(error, "The runs could not be read.")}>
      {({ pages }) => (
        <>
          <ul className="failed-runs" aria-label="Runs of this cause">
            {pages
              .flatMap((page) => page.items)
              .map((run) => (
                <li key={run.runId}>
                  <TextLink
                    to="/runs/$runId"
                    params={{ runId: run.runId }}
                    className="failure-link wrap-anywhere"
                  >
                    {run.respondent ?? "A run"}
                  </TextLink>
                  <Text size="sm" c="dimmed" className="wrap-anywhere">
                    {run.message} · <RelativeTime at={run.failedAt} />
                    {run.settled === null ? "" : ` · ${settledWords[run.settled.how]}`}
                  </Text>
                </li>
              ))}
          </ul>
          <LoadMore
            hasMore={runs.hasNextPage}
            busy={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          />
        </>
      )}
    </QueryGate>
  );
}

const settledWords: Readonly<Record<NonNullable<FailedRunView["settled"]>["how"], string>> = {
  replayed: "replayed, and it worked",
  failed_again: "replayed, and it failed again",
  resolved: "settled by hand",
  dismissed: "dismissed",
  gone: "cancelled or deleted",
};
