import { createForm } from "@formloom/shared/api";
import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { formValues } from "../../ui/form-values.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { fieldsToBeginWith, formBeginnings } from "./form-beginnings.ts";

export interface NewFormDialogProps {
  readonly onClose: () => void;
}

export function NewFormDialog({ onClose }: NewFormDialogProps) {
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: ({ name, beginning }: { name: string; beginning?: string | undefined }) =>
      callRoute(createForm, {
        body: {
          name,
          fields: fieldsToBeginWith(beginning),
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
          const { name = "", beginning } = formValues(event.currentTarget);
          make.mutate({ name, beginning });
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
          <NativeSelect
            name="beginning"
            label="Begin with"
            description="Every question can be changed afterwards."
            data={formBeginnings.map(({ id, label }) => ({ value: id, label }))}
          />
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
