import type { FormView } from "@formloom/shared/api";
import { useMemo } from "react";
import { pathWords, usableValues } from "../../plugins/value-labels.ts";
import { ConditionControl } from "./condition-control.tsx";
import { StepScopeContext, type StepScope } from "./step-scope.ts";
import "./panel.css";

export interface AnswersConditionProps {
  readonly form: FormView;
  /** A condition tree. */
  readonly value: unknown;
  readonly onChange: (next: unknown) => void;
}

/** Rules on a form's answers, outside of any automation. */
export function AnswersCondition({ form, value, onChange }: AnswersConditionProps) {
  const scope = useMemo((): StepScope => {
    const { fields, timeZone } = form;
    const groups = usableValues({
      fields,
      events: ["form.submitted"],
      earlier: [],
      types: new Map(),
    }).filter(({ source }) => source === "answers");
    return {
      ...pathWords(groups),
      groups,
      accepts: {},
      samples: [],
      sampleScopes: [],
      timeZone,
      source: null,
    };
  }, [form]);
  return (
    <StepScopeContext value={scope}>
      <ConditionControl
        schema={{}}
        value={value}
        onChange={onChange}
        path="answers"
        label="Answers"
        required={false}
        disabled={false}
        nullable={false}
      />
    </StepScopeContext>
  );
}
