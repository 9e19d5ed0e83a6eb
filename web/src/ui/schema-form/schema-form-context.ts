import { createContext, useContext, type ComponentType } from "react";
import type { JsonSchema } from "./json-schema.ts";

/** What every control is handed, ours and those of others. */
export interface ControlProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  /** undefined takes the setting out. */
  readonly onChange: (next: unknown) => void;
  /** Dotted path within the settings. */
  readonly path: string;
  readonly label: string;
  readonly required: boolean;
  readonly disabled: boolean;
  /** Whether an empty value is stored as null. */
  readonly nullable: boolean;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
}

/** One setting of a schema, before a control is chosen for it. */
export interface SchemaFieldProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly onChange: (next: unknown) => void;
  readonly path: string;
  readonly label: string;
  readonly required?: boolean;
}

export type SchemaControls = Readonly<Record<string, ComponentType<ControlProps>>>;

export interface SchemaFormContext {
  readonly root: JsonSchema;
  readonly errors: Readonly<Record<string, string>>;
  /** Controls by `x-control`; they replace the renderer's own. */
  readonly controls: SchemaControls;
  /** Whether secrets are stored already: an empty one then means "keep it". */
  readonly secretsStored: boolean;
  readonly disabled: boolean;
}

/** Draws a nested setting: handed down, since controls and their chooser need each other. */
export const SchemaFieldContext = createContext<ComponentType<SchemaFieldProps>>(() => null);

export const SchemaFormContextValue = createContext<SchemaFormContext>({
  root: {},
  errors: {},
  controls: {},
  secretsStored: false,
  disabled: false,
});

export function useSchemaForm(): SchemaFormContext {
  return useContext(SchemaFormContextValue);
}
