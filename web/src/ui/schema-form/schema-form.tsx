import { Stack } from "@mantine/core";
import { useMemo } from "react";
import { parseJsonSchema } from "./json-schema.ts";
import { ObjectFields } from "./object-fields.tsx";
import { SchemaField } from "./schema-field.tsx";
import { SchemaFormContextValue, type SchemaControls } from "./schema-form-context.ts";

export interface SchemaFormProps {
  /** JSON Schema of an object, as `GET /api/plugins` sends it. */
  readonly schema: unknown;
  readonly value: unknown;
  readonly onChange: (next: Readonly<Record<string, unknown>>) => void;
  /** Messages by dotted path. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Controls by the schema's hint `x-control`, in place of the renderer's own. */
  readonly controls?: SchemaControls;
  /** Whether secrets are stored already: an empty one then means "keep it". */
  readonly secretsStored?: boolean;
  readonly disabled?: boolean;
}

const none = {};

/** Draws the form of a JSON Schema. It does not judge: the server does, and `errors` shows it. */
export function SchemaForm({
  schema,
  value,
  onChange,
  errors = none,
  controls = none,
  secretsStored = false,
  disabled = false,
}: SchemaFormProps) {
  const root = useMemo(() => parseJsonSchema(schema), [schema]);
  const context = useMemo(
    () => ({ Field: SchemaField, root, errors, controls, secretsStored, disabled }),
    [root, errors, controls, secretsStored, disabled],
  );
  return (
    <SchemaFormContextValue value={context}>
      <Stack gap="md">
        <ObjectFields schema={root} value={value} onChange={onChange} path="" />
      </Stack>
    </SchemaFormContextValue>
  );
}
