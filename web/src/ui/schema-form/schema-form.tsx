import { Loader } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import { parseJsonSchema } from "./json-schema.ts";
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
// The controls bring most kinds of inputs along; they come when the first form is opened.
const RootFields = lazy(() =>
  import("./root-fields.tsx").then(({ RootFields }) => ({ default: RootFields })),
);

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
    () => ({ root, errors, controls, secretsStored, disabled }),
    [root, errors, controls, secretsStored, disabled],
  );
  return (
    <SchemaFormContextValue value={context}>
      <Suspense fallback={<Loader size="sm" />}>
        <RootFields schema={root} value={value} onChange={onChange} />
      </Suspense>
    </SchemaFormContextValue>
  );
}
