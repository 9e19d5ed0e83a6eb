import { createUser, type Role } from "@formloom/shared/api";
import { Button, Group, NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { formValues } from "../../ui/form-values.ts";
import { showDone } from "../../ui/toast.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { parseRole, roleOptions } from "./role-options.ts";

export interface NewPersonDialogProps {
  readonly onClose: () => void;
  readonly onMade: () => void;
}

interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
}

export function NewPersonDialog({ onClose, onMade }: NewPersonDialogProps) {
  const make = useMutation({
    mutationFn: (body: NewPerson) => callRoute(createUser, { body }),
    onSuccess: ({ name }) => {
      showDone(`${name} may sign in now`);
      onMade();
    },
  });
  const wrong = make.error instanceof ApiError ? make.error.fieldErrors : {};
  return (
    <Dialog onClose={onClose} title="Add a person">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { name = "", email = "", password = "", role } = formValues(event.currentTarget);
          make.mutate({ name, email, password, role: parseRole(role) });
        }}
      >
        <Stack>
          {make.isError && <ErrorMessage {...explainError(make.error, "Nobody was added.")} />}
          <TextInput
            name="name"
            label="Name"
            required
            maxLength={120}
            data-autofocus
            error={wrong["name"]}
          />
          <TextInput name="email" type="email" label="Email" required error={wrong["email"]} />
          <PasswordInput
            name="password"
            label="First password"
            description="At least 10 characters. Tell it to the person, who should change it."
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            error={wrong["password"]}
          />
          <NativeSelect name="role" label="Role" data={roleOptions} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
