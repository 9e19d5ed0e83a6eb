import { deleteResponse, type FormView, type ResponseView } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { deleteWithUndo } from "../../effects/undoable-deletion.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { AnswersList } from "./answers-list.tsx";
import { MailLine } from "./mail-line.tsx";
import { ResponseJourney } from "./response-journey.tsx";
import { ResponseEditor } from "./response-editor.tsx";
import "./responses.css";

export interface ResponseDrawerProps {
  readonly form: FormView;
  readonly response: ResponseView;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** One response: all answers, to read, to edit, to delete; beside them what happened to it. */
export function ResponseDrawer({ form, response, onClose, onChanged }: ResponseDrawerProps) {
  const [editing, setEditing] = useState(false);
  const params = { formId: form.id, responseId: response.id };
  const remove = () => {
    onClose();
    deleteWithUndo({
      id: response.id,
      message: "Response deleted",
      act: ({ keepalive }) => callRoute(deleteResponse, { params, keepalive }),
      onSettled: onChanged,
    });
  };
  return (
    <SideDrawer onClose={onClose} size="xl" title="Response">
      <MailLine formId={form.id} responseId={response.id} />
      <div className="two-sides">
        <Stack>
          <Text size="sm" c="dimmed">
            Sent <RelativeTime at={response.submittedAt} />
            {response.editedAt !== null && (
              <>
                , edited <RelativeTime at={response.editedAt} />
              </>
            )}
          </Text>
          {editing ? (
            <ResponseEditor
              form={form}
              response={response}
              onCancel={() => setEditing(false)}
              onSaved={onChanged}
            />
          ) : (
            <>
              <AnswersList form={form} response={response} />
              {form.mayEdit && (
                <Group>
                  <Button variant="default" onClick={() => setEditing(true)}>
                    Edit
                  </Button>
                  <Button variant="outline" color="madder" onClick={remove}>
                    Delete
                  </Button>
                </Group>
              )}
            </>
          )}
        </Stack>
        <ResponseJourney formId={form.id} responseId={response.id} mayEdit={form.mayEdit} />
      </div>
    </SideDrawer>
  );
}
