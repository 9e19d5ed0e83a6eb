import { Button, Group, Stack, TextInput } from "@mantine/core";
import { createConnection } from "@formloom/shared/api";
import type { ConnectionFacts } from "@formloom/shared/plugin";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../effects/api-client.ts";
import { ApiError } from "../effects/api-error.ts";
import { explainError } from "../effects/explain-error.ts";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorMessage } from "../ui/error-message.tsx";
import { SchemaForm } from "../ui/schema-form/schema-form.tsx";
import { settingErrors } from "./connection-kinds.ts";

export interface NewConnectionDialogProps {
  readonly connection: ConnectionFacts;
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

/** Stores credentials in place, so that what they are for need not be left. */
export function NewConnectionDialog({ connection, onClose, onCreated }: NewConnectionDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState(connection.name);
  const [config, setConfig] = useState<Readonly<Record<string, unknown>>>({});
  const creation = useMutation({
    mutationFn: () =>
      callRoute(createConnection, { body: { kind: connection.kind, name, config: { ...config } } }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["connections"] });
      onCreated(id);
    },
  });
  const errors =
    creation.error instanceof ApiError ? settingErrors(creation.error.fieldErrors) : {};
  return (
    <Dialog onClose={onClose} title={`Add: ${connection.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          creation.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            data-autofocus
            description="Only you see it."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SchemaForm
            schema={connection.schema}
            value={config}
            errors={errors}
            onChange={setConfig}
          />
          {creation.isError && (
            <ErrorMessage {...explainError(creation.error, "The connection was not stored.")} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={creation.isPending}>
              Store
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
