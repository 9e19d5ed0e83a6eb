import { createConnection, updateConnection, type ConnectionView } from "@formloom/shared/api";
import type { ConnectionFacts } from "@formloom/shared/plugin";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError, hasCode } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { SchemaForm } from "../../ui/schema-form/schema-form.tsx";
import { showDone } from "../../ui/toast.tsx";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { settingErrors } from "../../connections/connection-kinds.ts";

export interface ConnectionDrawerProps {
  readonly kind: ConnectionFacts;
  /** null: a new one. */
  readonly connection: ConnectionView | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Makes or changes a connection; its fields come from the kind's schema. */
export function ConnectionDrawer({ kind, connection, onClose, onSaved }: ConnectionDrawerProps) {
  const [name, setName] = useState(connection?.name ?? kind.name);
  const [config, setConfig] = useState<Readonly<Record<string, unknown>>>(connection?.config ?? {});
  const save = useMutation({
    mutationFn: () =>
      connection === null
        ? callRoute(createConnection, { body: { kind: kind.kind, name, config } })
        : callRoute(updateConnection, {
            params: { connectionId: connection.id },
            body: { name, config },
            ifMatch: connection.version,
          }),
    onSuccess: () => {
      showDone(`“${name}” is saved`);
      onSaved();
    },
  });
  const errors = save.error instanceof ApiError ? save.error.fieldErrors : {};
  return (
    <SideDrawer
      onClose={onClose}
      size="md"
      title={connection === null ? `New connection: ${kind.name}` : kind.name}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          {save.isError && <ErrorMessage {...explainSave(save.error)} />}
          <TextInput
            label="Name"
            description="How you will find it again."
            required
            maxLength={120}
            value={name}
            error={errors["name"]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SchemaForm
            schema={kind.schema}
            value={config}
            onChange={setConfig}
            errors={settingErrors(errors)}
            secretsStored={connection?.hasSecret === true}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </SideDrawer>
  );
}

function explainSave(error: unknown) {
  const what = "The connection is not saved.";
  if (!hasCode(error, "secret_required")) return explainError(error, what);
  return {
    what,
    why: "It now leads to another host, and stored passwords are never handed to a new host.",
    who: "Enter the password or token again.",
  };
}
