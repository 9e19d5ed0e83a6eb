import { deleteConnection, testConnection, type ConnectionView } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { showDone, showFailure } from "../../ui/toast.tsx";

export interface ConnectionRowProps {
  readonly connection: ConnectionView;
  readonly onEdit: () => void;
  readonly onChanged: () => void;
}

export function ConnectionRow({ connection, onEdit, onChanged }: ConnectionRowProps) {
  const { id, name } = connection;
  const params = { connectionId: id };
  const test = useMutation({
    mutationFn: () => callRoute(testConnection, { params }),
    onSuccess: ({ ok, message }) =>
      ok ? showDone(`${name}: ${message}`) : showFailure(`${name} does not work`, message),
    onError: (error) => showFailure("The test could not be made", reasonOf(error)),
    onSettled: onChanged,
  });
  const remove = () =>
    deleteWithUndo({
      id,
      message: `“${name}” deleted`,
      act: ({ keepalive }) => callRoute(deleteConnection, { params, keepalive }),
      onSettled: onChanged,
    });
  return (
    <Group className="surface" p="md" justify="space-between">
      <Stack gap={4} flex="1 1 240px" miw={0}>
        <Text fw={650} className="wrap-anywhere">
          {name}
        </Text>
        <TestState connection={connection} />
      </Stack>
      <Group gap="xs">
        <Button
          variant="default"
          size="sm"
          loading={test.isPending}
          onClick={() => test.mutate()}
          aria-label={`Test ${name}`}
        >
          Test
        </Button>
        <Button variant="default" size="sm" onClick={onEdit} aria-label={`Edit ${name}`}>
          Edit
        </Button>
        <Button
          variant="subtle"
          color="madder"
          size="sm"
          onClick={remove}
          aria-label={`Delete ${name}`}
        >
          Delete
        </Button>
      </Group>
    </Group>
  );
}

interface TestStateProps {
  readonly connection: ConnectionView;
}

function TestState({ connection: { testedAt, testError } }: TestStateProps) {
  if (testedAt === null) {
    return (
      <Text size="sm" c="dimmed">
        Never tested
      </Text>
    );
  }
  return (
    <Group gap="xs">
      <StatusBadge tone={testError === null ? "good" : "bad"} size="sm">
        {testError === null ? "Works" : "Does not work"}
      </StatusBadge>
      <Text size="sm" c="dimmed" className="wrap-anywhere">
        tested <RelativeTime at={testedAt} />
        {testError !== null && `: ${testError}`}
      </Text>
    </Group>
  );
}
