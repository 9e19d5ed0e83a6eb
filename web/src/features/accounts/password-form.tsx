import { changePassword } from "@formloom/shared/api";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { formValues } from "../../ui/form-values.ts";
import { showDone } from "../../ui/toast.tsx";

export function PasswordForm() {
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      callRoute(changePassword, { body }),
    onSuccess: () => {
      form.current?.reset();
      showDone("Your password is changed");
    },
  });
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        const { current = "", next = "" } = formValues(event.currentTarget);
        change.mutate({ currentPassword: current, newPassword: next });
      }}
    >
      <Stack maw={360}>
        <PasswordInput
          name="current"
          label="Current password"
          required
          autoComplete="current-password"
          error={change.isError ? reasonOf(change.error) : undefined}
        />
        <PasswordInput
          name="next"
          label="New password"
          description="At least 10 characters."
          required
          minLength={10}
          maxLength={200}
          autoComplete="new-password"
        />
        <Group>
          <Button type="submit" loading={change.isPending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
