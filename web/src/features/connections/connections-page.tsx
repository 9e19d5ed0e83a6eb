import { listConnections, type ConnectionView } from "@formloom/shared/api";
import { Button, Container, Menu, Stack, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { useAppStore } from "../../store/store.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { ConnectionDrawer } from "./connection-drawer.tsx";
import { connectionKinds } from "../../connections/connection-kinds.ts";
import { ConnectionRow } from "./connection-row.tsx";

interface Opened {
  readonly kind: string;
  /** null: a new one. */
  readonly connection: ConnectionView | null;
}

const queryKey = ["connections"];
const reload = () => void queryClient.invalidateQueries({ queryKey });

export function ConnectionsPage() {
  const hidden = useAppStore((state) => state.pendingDeletions);
  const [opened, setOpened] = useState<Opened | null>(null);
  const nodeTypes = useQuery(nodeTypesQuery);
  const connections = useQuery({
    queryKey,
    queryFn: ({ signal }) => callRoute(listConnections, { query: { limit: 200 }, signal }),
  });
  const kinds = connectionKinds([...(nodeTypes.data?.values() ?? [])]);
  const openedKind = kinds.find(({ kind }) => kind === opened?.kind);
  const addMenu = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconPlus size={18} aria-hidden />} disabled={kinds.length === 0}>
          New connection
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map(({ kind, name }) => (
          <Menu.Item key={kind} onClick={() => setOpened({ kind, connection: null })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Container size="md" py="xl">
      <PageHeader
        title="Connections"
        description="The services your automations may use in your name. Passwords and tokens are stored encrypted and never shown again."
        actions={addMenu}
      />
      <QueryGate
        query={connections}
        explain={(error) => explainError(error, "The connections could not be read.")}
      >
        {({ items }) => {
          const shown = items.filter(({ id }) => !hidden.includes(id));
          if (shown.length === 0) {
            return (
              <EmptyState title="No connections yet">
                Connect a mail server or a Slack workspace once; every automation of yours can use
                it.
              </EmptyState>
            );
          }
          return kindGroups(shown, kinds).map(({ name, members }) => (
            <Stack key={name} component="section" aria-label={name} gap="sm" mb="lg">
              <Title order={2} fz="1.05rem">
                {name}
              </Title>
              {members.map((connection) => (
                <ConnectionRow
                  key={connection.id}
                  connection={connection}
                  onEdit={() => setOpened({ kind: connection.kind, connection })}
                  onChanged={reload}
                />
              ))}
            </Stack>
          ));
        }}
      </QueryGate>
      {opened !== null && openedKind !== undefined && (
        <ConnectionDrawer
          kind={openedKind}
          connection={opened.connection}
          onClose={() => setOpened(null)}
          onSaved={() => {
            setOpened(null);
            reload();
          }}
        />
      )}
    </Container>
  );
}

/** Connections under the name of their kind; a kind nobody offers any more keeps its own word. */
function kindGroups(
  connections: readonly ConnectionView[],
  kinds: ReturnType<typeof connectionKinds>,
) {
  const groups = Map.groupBy(connections, ({ kind }) => kind);
  return [...groups].map(([kind, members]) => ({
    name: kinds.find((entry) => entry.kind === kind)?.name ?? kind,
    members,
  }));
}
