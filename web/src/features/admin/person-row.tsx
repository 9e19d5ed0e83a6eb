import { deleteUser, updateUser, type Role, type UserView } from "@formloom/shared/api";
import { ActionIcon, NativeSelect, Switch, Table, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { parseRole, roleOptions } from "./role-options.ts";

export interface PersonRowProps {
  readonly person: UserView;
  readonly isMe: boolean;
  readonly onChanged: () => void;
}

export function PersonRow({ person, isMe, onChanged }: PersonRowProps) {
  const params = { userId: person.id };
  const change = useMutation({
    mutationFn: (body: { role?: Role; disabled?: boolean }) =>
      callRoute(updateUser, { params, body }),
    onSuccess: () => showDone(`${person.name} is changed`),
    onError: (error) => showFailure(`${person.name} was not changed`, reasonOf(error)),
    onSettled: onChanged,
  });
  const remove = () =>
    deleteWithUndo({
      id: person.id,
      message: `${person.name} removed`,
      act: ({ keepalive }) => callRoute(deleteUser, { params, keepalive }),
      onSettled: onChanged,
    });
  return (
    <Table.Tr>
      <Table.Td data-wide>
        <Text fw={600} className="wrap-anywhere">
          {person.name}
          {isMe && " (you)"}
        </Text>
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          {person.email}
        </Text>
      </Table.Td>
      <Table.Td>
        <NativeSelect
          aria-label={`Role of ${person.name}`}
          data={roleOptions}
          value={person.role}
          disabled={isMe || change.isPending}
          onChange={(event) => change.mutate({ role: parseRole(event.currentTarget.value) })}
        />
      </Table.Td>
      <Table.Td>
        <Switch
          aria-label={`${person.name} may sign in`}
          label={<span className="stacking-only">May sign in</span>}
          checked={!person.disabled}
          disabled={isMe || change.isPending}
          onChange={(event) => change.mutate({ disabled: !event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          <span className="stacking-only">Since </span>
          <RelativeTime at={person.createdAt} />
        </Text>
      </Table.Td>
      <Table.Td data-last>
        {!isMe && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${person.name}`}
            onClick={remove}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
