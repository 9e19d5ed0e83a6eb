import { getFile, type FormView, type ResponseView } from "@formloom/shared/api";
import type { Field } from "@formloom/shared/form";
import { Anchor, Text } from "@mantine/core";
import { routeUrl } from "../../effects/api-client.ts";
import { answerText, filesOf } from "./answer-text.ts";

export interface AnswersListProps {
  readonly form: FormView;
  readonly response: ResponseView;
}

/** Every question with its answer, in the form's order. */
export function AnswersList({ form, response }: AnswersListProps) {
  const questions = form.fields.filter(({ kind }) => kind !== "heading");
  return (
    <dl className="answers">
      {questions.map((field) => (
        <div key={field.id}>
          <dt>{field.label}</dt>
          <dd>
            <Answer field={field} response={response} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface AnswerProps {
  readonly field: Field;
  readonly response: ResponseView;
}

function Answer({ field, response }: AnswerProps) {
  const answer = response.answers[field.id];
  const files = field.kind === "file" ? filesOf(answer) : [];
  if (files.length > 0) {
    const { formId, id: responseId } = response;
    return files.map(({ fileId, name }) => (
      <Anchor
        key={fileId}
        display="block"
        href={routeUrl(getFile.path, { params: { formId, responseId, fileId } })}
        download={name}
      >
        {name}
      </Anchor>
    ));
  }
  const text = answerText(field, answer);
  if (text !== "") return text;
  return (
    <Text span c="dimmed" fs="italic">
      no answer
    </Text>
  );
}
