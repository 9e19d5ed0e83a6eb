import { createToken, deleteToken, listTokens, type TokenView } from "@formloom/shared/api";
import { ActionIcon, Group, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { useAppStore } from "../../store/store.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { NewTokenForm } from "./new-token-form.tsx";

const reload = () => queryClient.invalidateQueries({ queryKey: ["tokens"] });

export function TokenList() {
  const hidden = useAppStore((state) => state.pendingDeletions);
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => callRoute(listTokens, { query: { limit: 200 }, signal }),
  });
  const make = useMutation({
    mutationFn: (body: { name: string; scopes: ("read" | "write")[] }) =>
      callRoute(createToken, { body }),
    onSuccess: reload,
  });
  return (
    <Stack>
      <NewTokenForm
        busy={make.isPending}
        error={make.error}
        onSubmit={(name, scopes) => make.mutate({ name, scopes })}
      />
      {make.data !== undefined && (
        <CopyField
          label="Your new token"
          description="It is shown only now. Keep it where you keep passwords."
          value={make.data.token}
        />
      )}
      <QueryGate
        query={tokens}
        explain={(error) => explainError(error, "Your tokens could not be read.")}
        rows={1}
      >
        {({ items }) =>
          items
            .filter(({ id }) => !hidden.includes(id))
            .map((token) => <TokenRow key={token.id} token={token} />)
        }
      </QueryGate>
    </Stack>
  );
}

interface TokenRowProps {
  readonly token: TokenView;
}

function TokenRow({ token }: TokenRowProps) {
  const remove = () =>
    deleteWithUndo({
      id: token.id,
      message: `Token “${token.name}” withdrawn`,
      act: ({ keepalive }) => callRoute(deleteToken, { params: { tokenId: token.id }, keepalive }),
      onSettled: () => void reload(),
    });
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text fw={600} className="wrap-anywhere">
          {token.name}
        </Text>
        <Text size="sm" c="dimmed">
          {token.scopes.includes("write") ? "Reads and changes" : "Only reads"} · ends{" "}
          <RelativeTime at={token.expiresAt} /> ·{" "}
          {token.lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              used <RelativeTime at={token.lastUsedAt} />
            </>
          )}
        </Text>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={remove}
        aria-label={`Withdraw the token ${token.name}`}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
