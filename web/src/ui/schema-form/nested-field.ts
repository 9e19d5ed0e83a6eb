import { createElement, useContext } from "react";
import { SchemaFieldContext, type SchemaFieldProps } from "./schema-form-context.ts";

/** A setting within another one, drawn by whatever chooses controls. */
export function NestedField(props: SchemaFieldProps) {
  return createElement(useContext(SchemaFieldContext), props);
}
