import { ActionIcon, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import type { JsonSchema } from "../../ui/schema-form/json-schema.ts";
import { useSchemaForm } from "../../ui/schema-form/schema-form-context.ts";
import { conditionSchema } from "@formloom/shared/values";
import { ConditionControl } from "./condition-control.tsx";
import { emptyCondition } from "./condition-edit.ts";
import type { Way } from "./ways-edit.ts";

export interface WayFieldsProps {
  readonly way: Way;
  /** Schema of the condition. */
  readonly schema: JsonSchema;
  /** Dotted path of the way within the settings. */
  readonly path: string;
  /** How many of the newest responses take it, in words; null where it can't be told. */
  readonly count: string | null;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly disabled: boolean;
  readonly onChange: (next: Way) => void;
  /** -1 up, 1 down. */
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One way: its name, its place among the others, its condition. */
export function WayFields(props: WayFieldsProps) {
  const { way, schema, path, disabled, onChange } = props;
  const { errors } = useSchemaForm();
  const name = way.name.trim() === "" ? "the way without a name" : way.name;
  return (
    <fieldset className="way" aria-label={`Way: ${name}`}>
      <div className="way-head">
        <TextInput
          className="grow"
          label="Name"
          name={`${path}.name`}
          maxLength={60}
          disabled={disabled}
          value={way.name}
          error={errors[`${path}.name`]}
          onChange={(event) => onChange({ ...way, name: event.currentTarget.value })}
        />
        {!disabled && <WayButtons {...props} name={name} />}
      </div>
      <ConditionControl
        schema={schema}
        value={way.condition}
        path={`${path}.condition`}
        inWays
        label="If"
        required={false}
        nullable={false}
        disabled={disabled}
        error={errors[`${path}.condition`]}
        onChange={(next) =>
          onChange({ ...way, condition: conditionSchema.safeParse(next).data ?? emptyCondition })
        }
      />
      {props.count !== null && (
        <Text size="sm" c="dimmed" mt={8}>
          {props.count}
        </Text>
      )}
    </fieldset>
  );
}

type WayButtonsProps = Pick<WayFieldsProps, "isFirst" | "isLast" | "onMove" | "onRemove"> & {
  readonly name: string;
};

function WayButtons({ name, isFirst, isLast, onMove, onRemove }: WayButtonsProps) {
  const buttons = [
    { label: `Try ${name} earlier`, icon: IconArrowUp, off: isFirst, act: () => onMove(-1) },
    { label: `Try ${name} later`, icon: IconArrowDown, off: isLast, act: () => onMove(1) },
    { label: `Remove ${name}`, icon: IconTrash, off: isFirst && isLast, act: onRemove },
  ];
  return (
    <div className="way-buttons">
      {buttons.map(({ label, icon: ButtonIcon, off, act }) => (
        <ActionIcon
          key={label}
          variant="subtle"
          color="gray"
          size={32}
          disabled={off}
          aria-label={label}
          onClick={act}
        >
          <ButtonIcon size={16} aria-hidden />
        </ActionIcon>
      ))}
    </div>
  );
}
