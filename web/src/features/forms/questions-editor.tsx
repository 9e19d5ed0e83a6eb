import type { FormView } from "@formloom/shared/api";
import type { FieldKind } from "@formloom/shared/form";
import { Stack, Text, VisuallyHidden } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { hasCode } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { showUndo } from "../../ui/toast.tsx";
import { AddQuestion } from "./add-question.tsx";
import { addField, changeField, moveField, restoreField, type DraftField } from "./field-edits.ts";
import { ImpactDialog } from "./impact-dialog.tsx";
import { kindWords } from "./kind-words.ts";
import { QuestionCard } from "./question-card.tsx";
import { SaveBar } from "./save-bar.tsx";
import { useQuestions } from "./use-questions.ts";

export interface QuestionsEditorProps {
  readonly form: FormView;
}

export function QuestionsEditor({ form }: QuestionsEditorProps) {
  const { drafts, setDrafts, dirty, save, impact, closeImpact, fields, discard, reload } =
    useQuestions(form);
  const [opened, setOpened] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState("");
  useBlocker({
    shouldBlockFn: () => !window.confirm("Leave without saving your questions?"),
    enableBeforeUnload: true,
    disabled: !dirty,
  });
  const add = (kind: FieldKind) => {
    const key = crypto.randomUUID();
    setDrafts(addField(drafts, { kind, label: kindWords[kind].name, key }));
    setOpened(key);
  };
  const move = (key: string, by: number) => {
    const moved = moveField(drafts, key, by);
    setDrafts(moved);
    const place = moved.findIndex((draft) => draft.key === key) + 1;
    setAnnouncement(`Question moved to place ${place} of ${moved.length}`);
  };
  const remove = (draft: DraftField) => {
    setDrafts(drafts.filter(({ key }) => key !== draft.key));
    const place = drafts.indexOf(draft);
    showUndo({
      message: `“${draft.field.label}” removed`,
      onUndo: () => setDrafts((now) => restoreField(now, draft, place)),
    });
  };
  return (
    <Stack mt="lg" gap="sm">
      {drafts.length === 0 && (
        <Text c="dimmed">No questions yet. Add the first: people see it at the link above.</Text>
      )}
      <Stack component="ol" gap="sm" p={0} m={0}>
        {drafts.map((draft, index) => (
          <QuestionCard
            key={draft.key}
            draft={draft}
            place={index}
            count={drafts.length}
            opened={opened === draft.key}
            onToggle={() => setOpened(opened === draft.key ? null : draft.key)}
            onChange={(change) => setDrafts(changeField(drafts, draft.key, change))}
            onMove={(by) => move(draft.key, by)}
            onRemove={() => remove(draft)}
          />
        ))}
      </Stack>
      <VisuallyHidden aria-live="polite">{announcement}</VisuallyHidden>
      <AddQuestion onAdd={add} />
      {save.isError && impact === null && (
        <ErrorMessage
          {...explainError(save.error, "Your questions are not saved.")}
          {...(hasCode(save.error, "stale")
            ? { action: { label: "Load the newest", onClick: () => void reload() } }
            : {})}
        />
      )}
      <SaveBar
        dirty={dirty}
        busy={save.isPending}
        onSave={() => save.mutate(null)}
        onDiscard={discard}
      />
      {impact !== null && (
        <ImpactDialog
          impact={impact}
          before={form.fields}
          after={fields}
          busy={save.isPending}
          onSave={(mend) => save.mutate(mend)}
          onClose={closeImpact}
        />
      )}
    </Stack>
  );
}
