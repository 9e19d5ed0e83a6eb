import { ActionIcon, Input, NativeSelect } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { operatorsFor, type ConditionRule } from "@formloom/shared/values";
import { allValues } from "../../plugins/value-labels.ts";
import { fieldChosen, operandOf, operatorChosen } from "./condition-edit.ts";
import { OperandInput } from "./operand-input.tsx";
import { useStepScope } from "./step-scope.ts";

export interface ConditionRowProps {
  readonly rule: ConditionRule;
  /** Counted from 1, for the labels. */
  readonly number: number;
  /** What is wrong with it. */
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (rule: ConditionRule) => void;
  readonly onRemove: () => void;
}

/** One comparison: which value, how, with what. */
export function ConditionRow(props: ConditionRowProps) {
  const { rule, number, error, disabled, onChange, onRemove } = props;
  const { groups, kinds, labels } = useStepScope();
  const kind = kinds[rule.field] ?? "text";
  const known = Object.hasOwn(kinds, rule.field);
  const choices = operatorsFor(kind);
  const options = allValues(groups).find((value) => value.path === rule.field)?.options ?? [];
  return (
    <fieldset className="condition-row" aria-label={`Rule ${number}`}>
      <div className="condition-row-top">
        <NativeSelect
          className="grow"
          aria-label={`Rule ${number}: which value`}
          // A long question does not fit into the menu's one line.
          title={labels[rule.field]}
          disabled={disabled}
          value={rule.field}
          error={known ? undefined : "This value no longer exists. Choose another."}
          data={[
            ...(known ? [] : [{ value: rule.field, label: rule.field }]),
            ...groups.map((group) => ({
              group: group.title,
              items: group.values.map((value) => ({ value: value.path, label: value.label })),
            })),
          ]}
          onChange={(event) => {
            const field = event.currentTarget.value;
            onChange(fieldChosen(rule, field, { from: kind, to: kinds[field] ?? "text" }));
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={disabled}
          aria-label={`Remove rule ${number}`}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </div>
      <div className="condition-row-bottom">
        <NativeSelect
          aria-label={`Rule ${number}: how it compares`}
          disabled={disabled}
          value={rule.operator}
          data={choices.map((choice) => ({ value: choice.operator, label: choice.label }))}
          onChange={(event) => {
            const choice = choices.find((each) => each.operator === event.currentTarget.value);
            if (choice !== undefined) onChange(operatorChosen(rule, choice, kind));
          }}
        />
        <OperandInput
          label={`Rule ${number}: value`}
          kind={kind}
          shape={operandOf(rule, kind)}
          options={options}
          value={rule.value}
          disabled={disabled}
          onChange={(value) => onChange({ ...rule, value })}
        />
      </div>
      {known && error !== undefined && <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}
