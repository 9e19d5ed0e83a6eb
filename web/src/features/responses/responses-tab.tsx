import { exportResponses, listResponses, type ResponseView } from "@formloom/shared/api";
import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { callRoute, routeUrl } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { useLive } from "../../effects/live-stream.ts";
import { useRefresh } from "../../effects/use-live-refresh.ts";
import { useAppStore } from "../../store/store.ts";
import { AnswerSearch } from "../../ui/answer-search.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { TableButton } from "../../ui/table-button.tsx";
import { ResponseDrawer } from "./response-drawer.tsx";
import { ResponsesTable } from "./responses-table.tsx";
import { useOutcomes } from "./use-outcomes.ts";

/** Responses arrive without a run, too, if no automation is on: then only asking shows them. */
const refetchMs = 15_000;

export function ResponsesTab() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const hidden = useAppStore((state) => state.pendingDeletions);
  const [openedId, setOpenedId] = useState<string | null>(null);
  const [q, setQ] = useState<string | undefined>(undefined);
  const queryKey = ["responses", formId, q ?? ""];
  const responses = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      callRoute(listResponses, {
        params: { formId },
        query: { ...(q !== undefined && { q }), ...(pageParam !== "" && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refetchMs,
  });
  const outcomes = useOutcomes(formId, responses.data?.pages ?? []);
  // Of all pages, with what became of them, and of what is open in the drawer.
  const reload = useRefresh(["responses", formId]);
  useLive({ formId }, (change) => {
    if (change.type !== "step") reload();
  });
  return (
    <QueryGate
      query={responses}
      explain={(error) => explainError(error, "The responses could not be read.")}
    >
      {({ pages }) => {
        const shown = pages.flatMap((page) => page.items).filter(({ id }) => !hidden.includes(id));
        if (shown.length === 0 && q === undefined) {
          return <NoResponses publicUrl={form.publicUrl} />;
        }
        const opened: ResponseView | undefined = shown.find(({ id }) => id === openedId);
        return (
          <>
            <Group justify="space-between" align="flex-end" mb="md">
              <AnswerSearch q={q ?? ""} onSearch={setQ} />
              <TableButton
                href={routeUrl(exportResponses.path, { params: { formId }, query: { q } })}
              />
            </Group>
            {shown.length === 0 ? (
              <Text component="output" display="block" c="dimmed">
                {responses.hasNextPage
                  ? "None of the newest responses has these words. Look further back with “Show more”."
                  : "No response has these words. Try others, or how they begin."}
              </Text>
            ) : (
              <ResponsesTable
                fields={form.fields}
                responses={shown}
                outcomes={outcomes}
                onOpen={setOpenedId}
              />
            )}
            <LoadMore
              hasMore={responses.hasNextPage}
              busy={responses.isFetchingNextPage}
              onClick={() => void responses.fetchNextPage()}
            />
            {opened !== undefined && (
              <ResponseDrawer
                key={`${opened.id} ${opened.version}`}
                form={form}
                response={opened}
                onClose={() => setOpenedId(null)}
                onChanged={reload}
              />
            )}
          </>
        );
      }}
    </QueryGate>
  );
}

interface NoResponsesProps {
  readonly publicUrl: string;
}

function NoResponses({ publicUrl }: NoResponsesProps) {
  return (
    <EmptyState
      title="No responses yet"
      actions={
        <Button component="a" href={publicUrl} target="_blank" rel="noreferrer">
          Make a test response
        </Button>
      }
    >
      Each answer to your form appears here as soon as it was sent. Hand out the form's link, or
      fill it in yourself.
    </EmptyState>
  );
}
