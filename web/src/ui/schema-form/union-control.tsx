import { NativeSelect } from "@mantine/core";
import { GroupFrame } from "./group-frame.tsx";
import { resolveRef, type JsonSchema } from "./json-schema.ts";
import { ObjectFields } from "./object-fields.tsx";
import { NestedField } from "./nested-field.ts";
import { useSchemaForm, type ControlProps } from "./schema-form-context.ts";
import { discriminatorOf, initialValue, matchingOption, titleOf } from "./schema-values.ts";

/** One of several shapes: a select of the shape, then its settings. */
export function UnionControl(props: ControlProps) {
  const { schema, value, onChange, path, label, description, error, disabled } = props;
  const { root } = useSchemaForm();
  const options = (schema.anyOf ?? schema.oneOf ?? []).map((option) => resolveRef(option, root));
  const chosen = matchingOption(options, value);
  const option = options[chosen];
  const name = discriminatorOf(options);
  if (option === undefined) return null;
  const choose = (index: number) => {
    const next = options[index];
    if (next !== undefined) onChange(initialValue(next));
  };
  return (
    <GroupFrame label={label} description={description} error={error}>
      <NativeSelect
        label={name === null ? "Kind" : titleOf(option.properties?.[name] ?? {}, name)}
        disabled={disabled}
        value={String(chosen)}
        data={options.map((entry, index) => ({
          value: String(index),
          label: optionLabel(entry, name, index),
        }))}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      />
      {option.type === "object" ? (
        <ObjectFields schema={option} value={value} onChange={onChange} path={path} except={name} />
      ) : (
        <NestedField
          schema={option}
          value={value}
          onChange={onChange}
          path={path}
          label={titleOf(option, label)}
        />
      )}
    </GroupFrame>
  );
}

function optionLabel(option: JsonSchema, name: string | null, index: number): string {
  if (option.title !== undefined) return option.title;
  const literal = name === null ? undefined : option.properties?.[name]?.const;
  if (typeof literal === "string" || typeof literal === "number") return titleOf({}, `${literal}`);
  const [firstName, firstSchema] = Object.entries(option.properties ?? {})[0] ?? [];
  if (firstName !== undefined && firstSchema !== undefined) return titleOf(firstSchema, firstName);
  return option.type === undefined ? `Option ${index + 1}` : titleOf({}, option.type);
}
