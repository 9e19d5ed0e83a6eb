import { createForm } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { formValues } from "../../ui/form-values.ts";
import { Dialog } from "../../ui/dialog.tsx";

export interface NewFormDialogProps {
  readonly onClose: () => void;
}

const usualQuestions: readonly Field[] = [
  { id: "name", kind: "text", label: "Your name", required: true },
  { id: "email", kind: "email", label: "Email", required: true },
  { id: "message", kind: "long_text", label: "Message", required: false },
];

export function NewFormDialog({ onClose }: NewFormDialogProps) {
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: ({ name, usual }: { name: string; usual: boolean }) =>
      callRoute(createForm, {
        body: {
          name,
          fields: usual ? [...usualQuestions] : [],
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      }),
    onSuccess: async (form) => {
      await queryClient.invalidateQueries({ queryKey: ["forms"] });
      await navigate({ to: "/forms/$formId", params: { formId: form.id } });
    },
  });
  return (
    <Dialog onClose={onClose} title="New form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { name = "", usual } = formValues(event.currentTarget);
          make.mutate({ name, usual: usual === "on" });
        }}
      >
        <Stack>
          <TextInput
            name="name"
            label="What is it called?"
            placeholder="Contact"
            required
            maxLength={200}
            data-autofocus
            error={make.isError ? reasonOf(make.error) : undefined}
          />
          <Checkbox name="usual" defaultChecked label="Begin with name, email and message" />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Make the form
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
