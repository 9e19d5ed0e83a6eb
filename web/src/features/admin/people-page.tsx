import { listUsers } from "@formloom/shared/api";
import { Button, Container } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useMe } from "../../effects/session.ts";
import { useAppStore } from "../../store/store.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { StackingTable } from "../../ui/stacking-table.tsx";
import { NewPersonDialog } from "./new-person-dialog.tsx";
import { PersonRow } from "./person-row.tsx";

const queryKey = ["users"];
const reload = () => void queryClient.invalidateQueries({ queryKey });

export function PeoplePage() {
  const { user: me } = useMe();
  const hidden = useAppStore((state) => state.pendingDeletions);
  const [opened, { open, close }] = useDisclosure(false);
  const users = useQuery({
    queryKey,
    queryFn: ({ signal }) => callRoute(listUsers, { query: { limit: 200 }, signal }),
  });
  return (
    <Container size="lg" py="xl">
      <PageHeader
        title="People"
        description="Admins may do everything. Form owners have their own forms. Viewers read what is shared with them."
        actions={
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
            Add a person
          </Button>
        }
      />
      <QueryGate
        query={users}
        explain={(error) => explainError(error, "The people could not be read.")}
      >
        {({ items }) => (
          <StackingTable label="People" columns={["Person", "Role", "May sign in", "Since", ""]}>
            {items
              .filter(({ id }) => !hidden.includes(id))
              .map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  isMe={person.id === me.id}
                  onChanged={reload}
                />
              ))}
          </StackingTable>
        )}
      </QueryGate>
      {opened && (
        <NewPersonDialog
          onClose={close}
          onMade={() => {
            close();
            reload();
          }}
        />
      )}
    </Container>
  );
}
