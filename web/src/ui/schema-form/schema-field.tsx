import { createElement, type ComponentType } from "react";
import { ArrayControl } from "./array-control.tsx";
import { ChoiceControl } from "./choice-control.tsx";
import {
  hintOf,
  isSecret,
  literalChoices,
  resolveRef,
  splitNullable,
  type JsonSchema,
} from "./json-schema.ts";
import { ObjectControl } from "./object-control.tsx";
import { RecordControl } from "./record-control.tsx";
import { BooleanControl, NumberControl, SecretControl, TextControl } from "./scalar-controls.tsx";
import {
  useSchemaForm,
  type ControlProps,
  type SchemaControls,
  type SchemaFieldProps,
} from "./schema-form-context.ts";
import { TextListControl } from "./text-list-control.tsx";
import { UnionControl } from "./union-control.tsx";

/** One setting: chooses the control by the hint, else by the schema's shape. */
export function SchemaField(props: SchemaFieldProps) {
  const { schema, value, onChange, path, label, required = false } = props;
  const { root, errors, controls, disabled } = useSchemaForm();
  const { schema: inner, nullable } = splitNullable(resolveRef(schema, root));
  const resolved = resolveRef(inner, root);
  return createElement(givenControl(resolved, controls) ?? ownControl(resolved), {
    schema: resolved,
    value: value === undefined ? schema.default : value,
    onChange,
    path,
    label,
    required: required && !nullable,
    nullable,
    disabled,
    description: resolved.description,
    error: errors[path],
  });
}

type Control = ComponentType<ControlProps>;

function givenControl(schema: JsonSchema, controls: SchemaControls): Control | undefined {
  const hint = hintOf(schema, "control");
  return hint !== undefined && Object.hasOwn(controls, hint) ? controls[hint] : undefined;
}

function ownControl(schema: JsonSchema): Control {
  if (isSecret(schema)) return SecretControl;
  if (literalChoices(schema) !== null) return ChoiceControl;
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) return UnionControl;
  if (schema.type === "array") {
    return schema.items?.type === "string" ? TextListControl : ArrayControl;
  }
  if (schema.type === "object" && schema.properties === undefined) return RecordControl;
  return byType[schema.type ?? "string"] ?? TextControl;
}

const byType: Readonly<Record<string, Control>> = {
  object: ObjectControl,
  boolean: BooleanControl,
  number: NumberControl,
  integer: NumberControl,
  string: TextControl,
};
