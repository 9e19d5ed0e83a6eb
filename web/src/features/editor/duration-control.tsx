import { Input, NativeSelect, NumberInput } from "@mantine/core";
import type { ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import { useSchemaForm } from "../../ui/schema-form/schema-form-context.ts";
import { literalChoices } from "../../ui/schema-form/json-schema.ts";
import { ownValue, withValue } from "../../ui/schema-form/schema-values.ts";

/** A number with its unit of time (`x-control` `duration`). */
export function DurationControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error, disabled } = props;
  const { errors } = useSchemaForm();
  const units = literalChoices(schema.properties?.["unit"] ?? {}) ?? [];
  const amount = ownValue(value, "amount");
  const unit = ownValue(value, "unit") ?? units[0];
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      description={description}
      error={error ?? errors[`${path}.amount`]}
    >
      <div className="duration">
        <NumberInput
          aria-label={`${label}: how many`}
          name={`${path}.amount`}
          disabled={disabled}
          min={0}
          value={typeof amount === "number" ? amount : ""}
          onChange={(next) =>
            onChange(
              withValue(
                withValue(value, "unit", unit),
                "amount",
                typeof next === "number" ? next : undefined,
              ),
            )
          }
        />
        <NativeSelect
          aria-label={`${label}: unit`}
          name={`${path}.unit`}
          disabled={disabled}
          value={String(unit)}
          data={units.map(String)}
          onChange={(event) => onChange(withValue(value, "unit", event.currentTarget.value))}
        />
      </div>
    </Input.Wrapper>
  );
}
