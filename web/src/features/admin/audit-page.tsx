import { listAudit } from "@formloom/shared/api";
import { Container, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextLink } from "../../ui/links.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StackingTable } from "../../ui/stacking-table.tsx";
import { deedOf, type AuditEntry } from "./audit-words.ts";

/** Who did what and when, newest first, for admins. Nothing here can be changed. */
export function AuditPage() {
  const entries = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listAudit, {
        query: { limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <Container size="lg" py="xl">
      <PageHeader
        title="Audit"
        description="Who did what, newest first. Answers and secrets are never written down here."
      />
      <QueryGate
        query={entries}
        explain={(error) => explainError(error, "The audit trail could not be read.")}
      >
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return (
              <EmptyState title="Nothing is on record yet">
                Signing in, publishing, replays and the like appear here.
              </EmptyState>
            );
          }
          return (
            <>
              <StackingTable label="Audit trail" columns={["When", "Who", "What", "Where"]}>
                {items.map((entry) => (
                  <AuditRow key={entry.id} entry={entry} />
                ))}
              </StackingTable>
              <LoadMore
                hasMore={entries.hasNextPage}
                busy={entries.isFetchingNextPage}
                onClick={() => void entries.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryGate>
    </Container>
  );
}

function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { at, userId, userName } = entry;
  return (
    <Table.Tr>
      <Table.Td>
        <RelativeTime at={at} />
      </Table.Td>
      <Table.Td className="wrap-anywhere">
        {userName === "" ? (
          <Text size="sm" c="dimmed">
            {userId === null ? "The server" : "Somebody who is gone"}
          </Text>
        ) : (
          userName
        )}
      </Table.Td>
      <Table.Td className="wrap-anywhere" data-wide data-first>
        {deedOf(entry)}
      </Table.Td>
      <Table.Td>
        <Place entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A link to what it was about, where that has a page. */
function Place({ entry: { subjectType, subjectId, action } }: { readonly entry: AuditEntry }) {
  if (subjectId === null || action.endsWith(".deleted")) return <span>–</span>;
  if (subjectType === "run") {
    return (
      <TextLink
        to="/runs/$runId"
        params={{ runId: subjectId }}
        search={{}}
        td="underline"
        size="sm"
      >
        The run
      </TextLink>
    );
  }
  if (subjectType === "pipeline") {
    return (
      <TextLink
        to="/pipelines/$pipelineId"
        params={{ pipelineId: subjectId }}
        search={{}}
        td="underline"
        size="sm"
      >
        The automation
      </TextLink>
    );
  }
  if (subjectType !== "form") return <span>–</span>;
  return (
    <TextLink to="/forms/$formId" params={{ formId: subjectId }} td="underline" size="sm">
      The form
    </TextLink>
  );
}
