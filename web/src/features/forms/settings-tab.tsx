import type { FormView } from "@formloom/shared/api";
import { deleteForm } from "@formloom/shared/api";
import { Button, Group, Switch, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useMe } from "../../effects/session.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { Section } from "../../ui/section.tsx";
import { FormTextsForm } from "./form-texts-form.tsx";
import { RetentionForm } from "./retention-form.tsx";
import { SharingPicker } from "./sharing-picker.tsx";
import { useFormChange } from "./use-form-change.ts";
import { WebhookSecret } from "./webhook-secret.tsx";

export function SettingsTab() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const { user } = useMe();
  const change = useFormChange(form);
  if (!form.mayEdit) {
    return (
      <EmptyState title="Only for the owner">
        You may read this form. Its settings belong to its owner.
      </EmptyState>
    );
  }
  return (
    <>
      {change.isError && (
        <ErrorMessage {...explainError(change.error, "The settings are not saved.")} />
      )}
      <Section title="Taking responses">
        <Switch
          label={form.open ? "Open: people can fill it in" : "Closed: its page cannot be found"}
          checked={form.open}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ open: event.currentTarget.checked })}
        />
      </Section>
      <Section title="Name and texts">
        <FormTextsForm
          key={form.version}
          form={form}
          busy={change.isPending}
          onSave={change.mutate}
        />
      </Section>
      <Section
        title="Details of runs"
        description="What went into each step and came out of it. Afterwards it is cleared; that a run took place, and how it ended, stays for four times as long. Responses are kept until somebody deletes them."
      >
        <RetentionForm
          key={form.version}
          form={form}
          busy={change.isPending}
          onSave={(retentionDays) => change.mutate({ retentionDays })}
        />
      </Section>
      {user.role === "admin" && form.sharedWith !== undefined && (
        <Section title="Shared with" description="They may read the form, its responses and runs.">
          <SharingPicker
            ownerId={form.ownerId}
            sharedWith={form.sharedWith}
            busy={change.isPending}
            onChange={(sharedWith) => change.mutate({ sharedWith })}
          />
        </Section>
      )}
      <Section
        title="Webhook signature"
        description="Receivers check with this secret that a webhook really comes from this form."
      >
        <WebhookSecret formId={form.id} />
      </Section>
      <Section title="Delete the form">
        <DeleteForm form={form} />
      </Section>
    </>
  );
}

interface DeleteFormProps {
  readonly form: FormView;
}

function DeleteForm({ form }: DeleteFormProps) {
  const navigate = useNavigate();
  const remove = () => {
    deleteWithUndo({
      id: form.id,
      message: `“${form.name}” deleted`,
      act: ({ keepalive }) => callRoute(deleteForm, { params: { formId: form.id }, keepalive }),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: ["forms"] }),
    });
    void navigate({ to: "/" });
  };
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" maw={480}>
        Its responses and automations go with it; runs under way are cancelled. You can undo this
        for a few seconds.
      </Text>
      <Button color="madder" variant="outline" onClick={remove}>
        Delete
      </Button>
    </Group>
  );
}
