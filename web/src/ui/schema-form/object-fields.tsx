import { isEmptyValue } from "@formloom/shared/values";
import { Group } from "@mantine/core";
import { useState } from "react";
import { AddButton } from "./add-button.tsx";
import type { JsonSchema } from "./json-schema.ts";
import { NestedField } from "./nested-field.ts";
import { useSchemaForm } from "./schema-form-context.ts";
import { ownValue, titleOf, withValue, type PlainObject } from "./schema-values.ts";

export interface ObjectFieldsProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onChange: (next: PlainObject) => void;
  readonly path: string;
  /** A property that something else draws, such as a union's discriminator. */
  readonly except?: string | null;
}

/** One field for each property of an object's schema; seldom used ones wait behind a button while they are empty. */
export function ObjectFields({ schema, value, onChange, path, except = null }: ObjectFieldsProps) {
  const { disabled } = useSchemaForm();
  const [asked, setAsked] = useState<readonly string[]>([]);
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => name !== except && property["x-hidden"] !== true,
  );
  const folded = shown.filter(
    ([name, property]) =>
      property["x-folded"] === true && !asked.includes(name) && isEmptyValue(ownValue(value, name)),
  );
  const [first] = folded;
  return shown.map(([name, property]) => {
    if (name === first?.[0]) {
      return (
        <Group key={name} gap="xs">
          {folded.map(([each, { title }]) => (
            <AddButton key={each} disabled={disabled} onClick={() => setAsked([...asked, each])}>
              {title ?? each}
            </AddButton>
          ))}
        </Group>
      );
    }
    if (folded.some(([each]) => each === name)) return null;
    return (
      <NestedField
        key={name}
        schema={property}
        value={ownValue(value, name)}
        onChange={(next) => onChange(withValue(value, name, next))}
        path={path === "" ? name : `${path}.${name}`}
        label={titleOf(property, name)}
        required={schema.required?.includes(name) === true && property.default === undefined}
      />
    );
  });
}
