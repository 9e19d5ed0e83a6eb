import type { JsonSchema } from "./json-schema.ts";
import { NestedField } from "./nested-field.ts";
import { ownValue, titleOf, withValue, type PlainObject } from "./schema-values.ts";

export interface ObjectFieldsProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onChange: (next: PlainObject) => void;
  readonly path: string;
  /** A property that something else draws, such as a union's discriminator. */
  readonly except?: string | null;
}

/** One field for each property of an object's schema. */
export function ObjectFields({ schema, value, onChange, path, except = null }: ObjectFieldsProps) {
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => name !== except && property["x-hidden"] !== true)
    .map(([name, property]) => (
      <NestedField
        key={name}
        schema={property}
        value={ownValue(value, name)}
        onChange={(next) => onChange(withValue(value, name, next))}
        path={path === "" ? name : `${path}.${name}`}
        label={titleOf(property, name)}
        required={schema.required?.includes(name) === true && property.default === undefined}
      />
    ));
}
