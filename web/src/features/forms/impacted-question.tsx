import type { Impact } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { List, NativeSelect, Text } from "@mantine/core";
import { optionKey, replacementsFor, type ImpactOfQuestion } from "./impact-choices.ts";
import { kindWords } from "./kind-words.ts";

export interface ImpactedQuestionProps {
  readonly question: ImpactOfQuestion;
  /** The questions that the form is to have. */
  readonly after: readonly Field[];
  readonly choices: ReadonlyMap<string, string>;
  readonly onChoose: (key: string, value: string) => void;
}

const reasons: Readonly<Record<Impact["reason"], string>> = {
  deleted: "would be deleted",
  retyped: "would become another kind of question",
  options: "would lose an option",
};

/** One question that goes: where it is used, and what to use instead. */
export function ImpactedQuestion({ question, after, choices, onChoose }: ImpactedQuestionProps) {
  const { field, reason, entries, inDraft } = question;
  return (
    <section aria-label={field.label}>
      <Text fw={600} className="wrap-anywhere">
        “{field.label}” {reasons[reason]}
      </Text>
      <List size="sm" my={6}>
        {entries.map((entry) => (
          <List.Item key={`${entry.pipelineId} ${entry.nodeId}`} className="wrap-anywhere">
            {entry.pipelineName}, step “{entry.nodeName}”: {entry.settings.join(", ")}
            <Text span c="dimmed" size="sm">
              {" "}
              ({whereWords(entry)})
            </Text>
          </List.Item>
        ))}
      </List>
      {inDraft && reason !== "options" && (
        <NativeSelect
          label={`Use instead of “${field.label}”`}
          value={choices.get(field.id) ?? ""}
          data={[
            { value: "", label: "Nothing: I will mend it myself" },
            ...replacementsFor(field, after).map(({ id, label, kind }) => ({
              value: id,
              label: kind === field.kind ? label : `${label} (${kindWords[kind].name})`,
            })),
          ]}
          onChange={(event) => onChoose(field.id, event.currentTarget.value)}
        />
      )}
      {inDraft && reason === "options" && (
        <LostOptions question={question} after={after} choices={choices} onChoose={onChoose} />
      )}
    </section>
  );
}

function LostOptions({
  question: { field, lostOptions },
  after,
  choices,
  onChoose,
}: ImpactedQuestionProps) {
  const left = after.find((other) => other.id === field.id)?.options ?? [];
  return lostOptions.map((option) => {
    const label = field.options?.find((each) => each.id === option)?.label ?? option;
    const key = optionKey(field.id, option);
    return (
      <NativeSelect
        key={option}
        mt={4}
        label={`Compare with, instead of “${label}”`}
        value={choices.get(key) ?? ""}
        data={[
          { value: "", label: "Nothing: I will mend it myself" },
          ...left.map((each) => ({ value: each.id, label: each.label })),
        ]}
        onChange={(event) => onChoose(key, event.currentTarget.value)}
      />
    );
  });
}

function whereWords({ inDraft, inLive }: Impact): string {
  if (inDraft && inLive) return "draft and live";
  return inLive ? "live" : "draft";
}
