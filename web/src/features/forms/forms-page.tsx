import { Button, Container, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { formsQuery } from "../../effects/form-queries.ts";
import { useMe } from "../../effects/session.ts";
import { useAppStore } from "../../store/store.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { FormRow } from "./form-row.tsx";
import { StartPage } from "./start-page.tsx";

const NewFormDialog = lazy(() =>
  import("./new-form-dialog.tsx").then(({ NewFormDialog }) => ({ default: NewFormDialog })),
);

export function FormsPage() {
  const { user } = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  const hidden = useAppStore((state) => state.pendingDeletions);
  const forms = useInfiniteQuery(formsQuery);
  const mayMake = user.role !== "viewer";
  return (
    <Container size="md" py="xl">
      <QueryGate
        query={forms}
        explain={(error) => explainError(error, "Your forms could not be read.")}
      >
        {({ pages }) => {
          const shown = pages
            .flatMap((page) => page.items)
            .filter(({ id }) => !hidden.includes(id));
          if (shown.length === 0) return <StartPage mayMake={mayMake} onNewForm={open} />;
          return (
            <>
              <PageHeader
                title="Forms"
                actions={
                  mayMake && (
                    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
                      New form
                    </Button>
                  )
                }
              />
              <Stack gap="sm" component="ul" p={0} m={0}>
                {shown.map((form) => (
                  <FormRow key={form.id} form={form} />
                ))}
              </Stack>
              <LoadMore
                hasMore={forms.hasNextPage}
                busy={forms.isFetchingNextPage}
                onClick={() => void forms.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryGate>
      {opened && (
        <Suspense>
          <NewFormDialog onClose={close} />
        </Suspense>
      )}
    </Container>
  );
}
