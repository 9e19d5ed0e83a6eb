import { listOutbox } from "@formloom/shared/api";
import { Alert, Box, Container, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconMailPause } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { useMe } from "../../effects/session.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { MailReader } from "./mail-reader.tsx";
import { MailRow } from "./mail-row.tsx";

const refetchMs = 10_000;

/** Mails that were caught for want of a mail server. */
export function OutboxPage() {
  const { formId } = useSearch({ from: "/app/outbox" });
  const { mailConfigured } = useMe();
  const isWide = useMediaQuery("(min-width: 62em)", false, { getInitialValueInEffect: false });
  const [openedId, setOpenedId] = useState<string | null>(null);
  const mails = useInfiniteQuery({
    queryKey: ["outbox", formId],
    queryFn: ({ pageParam, signal }) =>
      callRoute(listOutbox, {
        query: {
          ...(formId === undefined ? {} : { formId }),
          ...(pageParam === "" ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refetchMs,
  });
  return (
    <Container size="lg" py="xl">
      <PageHeader title="Outbox" />
      <CaughtBanner mailConfigured={mailConfigured} />
      <QueryGate
        query={mails}
        explain={(error) => explainError(error, "The outbox could not be read.")}
      >
        {({ pages }) => {
          const shown = pages.flatMap((page) => page.items);
          // Where list and mail stand side by side, the newest is open until one is chosen.
          const byItself = isWide && openedId === null ? shown[0] : undefined;
          const opened = shown.find(({ id }) => id === openedId) ?? byItself ?? null;
          if (shown.length === 0) {
            return (
              <EmptyState title="No caught mail">
                When an automation sends an email and there is no mail server, the email waits here
                for you to read.
              </EmptyState>
            );
          }
          return (
            <div className="two-sides">
              <Box {...(opened === null ? {} : { visibleFrom: "md" })}>
                <Stack gap="xs" component="ul" p={0} m={0}>
                  {shown.map((mail) => (
                    <MailRow
                      key={mail.id}
                      mail={mail}
                      opened={mail.id === opened?.id}
                      onOpen={() => setOpenedId(mail.id)}
                    />
                  ))}
                </Stack>
                <LoadMore
                  hasMore={mails.hasNextPage}
                  busy={mails.isFetchingNextPage}
                  onClick={() => void mails.fetchNextPage()}
                />
              </Box>
              <Box {...(opened === null ? { visibleFrom: "md" } : {})}>
                <MailReader mail={opened} onClose={() => setOpenedId(null)} />
              </Box>
            </div>
          );
        }}
      </QueryGate>
    </Container>
  );
}

interface CaughtBannerProps {
  readonly mailConfigured: boolean;
}

function CaughtBanner({ mailConfigured }: CaughtBannerProps) {
  return (
    <Alert
      color="weld"
      mb="lg"
      icon={<IconMailPause aria-hidden />}
      title="Caught, not sent"
      className="caught-banner"
    >
      {mailConfigured ? (
        <>
          These mails were written before this server had a mail server. New ones are really sent.
        </>
      ) : (
        <>
          Nobody received these mails, because no mail server is set up. To really send: add a
          connection of the kind “Mail server” and choose it in the step, or have your admin start
          Formloom with <code>SMTP_URL</code>.
        </>
      )}
    </Alert>
  );
}
