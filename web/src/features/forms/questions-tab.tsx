import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { formQuery } from "../../effects/form-queries.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { FirstAutomationHint } from "./first-automation-hint.tsx";
import { QuestionsEditor } from "./questions-editor.tsx";
import { QuestionsList } from "./questions-list.tsx";

export function QuestionsTab() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  return (
    <>
      <CopyField label="Link to the form" value={form.publicUrl} />
      <FirstAutomationHint form={form} />
      {form.mayEdit ? (
        <QuestionsEditor key={form.id} form={form} />
      ) : (
        <QuestionsList fields={form.fields} />
      )}
    </>
  );
}
