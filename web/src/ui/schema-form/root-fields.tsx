import { Stack } from "@mantine/core";
import type { JsonSchema } from "./json-schema.ts";
import { ObjectFields } from "./object-fields.tsx";
import { SchemaField } from "./schema-field.tsx";
import { SchemaFieldContext } from "./schema-form-context.ts";
import type { PlainObject } from "./schema-values.ts";

export interface RootFieldsProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onChange: (next: PlainObject) => void;
}

/** The fields of the outermost object. */
export function RootFields({ schema, value, onChange }: RootFieldsProps) {
  return (
    <SchemaFieldContext value={SchemaField}>
      <Stack gap="md">
        <ObjectFields schema={schema} value={value} onChange={onChange} path="" />
      </Stack>
    </SchemaFieldContext>
  );
}
