import type { FormView, ResponseView } from "@formloom/shared/api";
import { respondentLabel } from "@formloom/shared/form";
import { SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { AnswerSearch } from "../../ui/answer-search.tsx";
import { counted } from "../../ui/counted.ts";
import { MadeUpForm } from "./made-up-form.tsx";
import type { TrialInput } from "./trial-queries.ts";
import { useTrialInput } from "./use-trial-input.ts";

export interface ResponseChoiceProps {
  readonly form: FormView;
  readonly onChange: (input: TrialInput) => void;
}

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A past response, found by who answered or when, or made-up answers. */
export function ResponseChoice({ form, onChange }: ResponseChoiceProps) {
  const choice = useTrialInput(form, onChange);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="sm"
        aria-label="Which answers"
        value={choice.kind}
        onChange={(next) => choice.setKind(next === "made-up" ? "made-up" : "past")}
        data={[
          { value: "past", label: "A past response", disabled: choice.isEmpty },
          { value: "made-up", label: "Made-up answers" },
        ]}
      />
      {choice.kind === "past" ? (
        <>
          <AnswerSearch q={choice.words} onSearch={(words) => choice.setWords(words ?? "")} />
          {choice.foundCount !== null && (
            <Text size="sm" c="dimmed" component="output">
              {choice.foundCount === 0
                ? "No response has these words. Try others, or how they begin."
                : `${counted(choice.foundCount, "response")} found, in the list below.`}
            </Text>
          )}
          <Select
            label="Response"
            placeholder="Search by name or date"
            searchable
            allowDeselect={false}
            maxDropdownHeight={280}
            value={choice.responseId}
            onChange={choice.setResponseId}
            nothingFoundMessage="None of these. Search for words in the answers above"
            data={choice.responses.map((response) => ({
              value: response.id,
              label: labelOf(form, response),
            }))}
          />
        </>
      ) : (
        <>
          {choice.isEmpty && (
            <Text size="sm" c="dimmed">
              Nobody has answered yet, so these answers are made up. Change them as you like.
            </Text>
          )}
          <MadeUpForm fields={form.fields} data={choice.data} onChange={choice.setData} />
        </>
      )}
    </Stack>
  );
}

function labelOf(form: FormView, { answers, submittedAt }: ResponseView): string {
  const time = when.format(new Date(submittedAt));
  const label = respondentLabel(form.fields, answers);
  return label === null ? time : `${label} – ${time}`;
}
