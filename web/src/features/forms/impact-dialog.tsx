import type { Impact } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { impactByQuestion, mendOf, optionKey } from "./impact-choices.ts";
import { ImpactedQuestion } from "./impacted-question.tsx";
import type { Mend } from "./use-questions.ts";

export interface ImpactDialogProps {
  readonly impact: readonly Impact[];
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  readonly busy: boolean;
  readonly onSave: (mend: Mend) => void;
  readonly onClose: () => void;
}

/** What a change of questions would break, before it does, with what may take each question's place. */
export function ImpactDialog({ impact, before, after, busy, onSave, onClose }: ImpactDialogProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, string>>(new Map());
  const questions = impactByQuestion(impact, before);
  const pipelines = new Set(impact.map(({ pipelineId }) => pipelineId)).size;
  const open = questions.some(
    ({ field, reason, lostOptions, inDraft }) =>
      inDraft &&
      (reason === "options"
        ? lostOptions.some((option) => !choices.has(optionKey(field.id, option)))
        : !choices.has(field.id)),
  );
  return (
    <Dialog size="lg" onClose={onClose} title="Automations use these questions">
      <Stack>
        <Text size="sm">
          {counted(pipelines, "automation")} {pipelines === 1 ? "uses" : "use"} what you take away.
          Choose what to use instead; drafts are changed with it.
        </Text>
        {questions.map((question) => (
          <ImpactedQuestion
            key={question.field.id}
            question={question}
            after={after}
            choices={choices}
            onChoose={(key, value) => setChoices(withChoice(choices, key, value))}
          />
        ))}
        {impact.some((entry) => entry.inLive) && (
          <Text size="sm" c="dimmed">
            What is live goes on as it was published; for new responses the answer is empty there.
            Publish the draft to change that.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Go on editing
          </Button>
          <Button
            {...(open ? { color: "madder" } : {})}
            loading={busy}
            onClick={() => onSave(mendOf(questions, choices))}
          >
            {open ? "Save anyway" : "Save and replace"}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function withChoice(
  choices: ReadonlyMap<string, string>,
  key: string,
  value: string,
): ReadonlyMap<string, string> {
  const next = new Map(choices);
  if (value === "") next.delete(key);
  else next.set(key, value);
  return next;
}
