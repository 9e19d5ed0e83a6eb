import { updateResponse, type FormView, type ResponseView } from "@formloom/shared/api";
import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { showDone } from "../../ui/toast.tsx";
import { AnswerInput } from "../../answers/answer-input.tsx";

export interface ResponseEditorProps {
  readonly form: FormView;
  readonly response: ResponseView;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
}

/** Edits answers; only those that were changed are sent. */
export function ResponseEditor({ form, response, onCancel, onSaved }: ResponseEditorProps) {
  const [changes, setChanges] = useState<Readonly<Record<string, unknown>>>({});
  const save = useMutation({
    mutationFn: () =>
      callRoute(updateResponse, {
        params: { formId: form.id, responseId: response.id },
        body: { data: changes },
        ifMatch: response.version,
      }),
    onSuccess: () => {
      showDone("Response saved");
      onSaved();
    },
  });
  const errors = save.error instanceof ApiError ? save.error.fieldErrors : {};
  const questions = form.fields.filter(({ kind }) => kind !== "heading" && kind !== "file");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        {questions.map((field) => (
          <AnswerInput
            key={field.id}
            field={field}
            value={
              Object.hasOwn(changes, field.id) ? changes[field.id] : response.answers[field.id]
            }
            error={errors[`data.${field.id}`] ?? errors[field.id]}
            onChange={(value) => setChanges({ ...changes, [field.id]: value })}
          />
        ))}
        {save.isError && (
          <ErrorMessage {...explainError(save.error, "The response is not saved.")} />
        )}
        <Group>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={Object.keys(changes).length === 0}
          >
            Save
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
