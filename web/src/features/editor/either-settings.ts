import type { NodeType } from "@formloom/shared/plugin";
import { hintOf, parseJsonSchema, type JsonSchema } from "../../ui/schema-form/json-schema.ts";
import { initialValue, titleOf } from "../../ui/schema-form/schema-values.ts";

/** Settings of which exactly one is set (`x-control` `either` at the whole). */
export interface EitherSettings {
  /** What each is called, and the settings that choosing it begins with. */
  readonly choices: readonly {
    readonly name: string;
    readonly label: string;
    readonly config: Readonly<Record<string, unknown>>;
  }[];
  /** Name of the one that is set; the first while none is. */
  readonly chosen: string;
  /** The schema with only the chosen one. */
  readonly schema: JsonSchema;
}

/** The choice that a step's settings are; null where they are no such choice. */
export function eitherSettings(
  type: Pick<NodeType, "configSchema" | "defaults">,
  config: Readonly<Record<string, unknown>>,
): EitherSettings | null {
  const root = parseJsonSchema(type.configSchema);
  const properties = Object.entries(root.properties ?? {});
  const [first] = properties;
  if (hintOf(root, "control") !== "either" || first === undefined) return null;
  const [chosen, schema] =
    properties.find(([name]) => Object.hasOwn(config, name) && config[name] != null) ?? first;
  return {
    choices: properties.map(([name, property]) => ({
      name,
      label: titleOf(property, name),
      config: { [name]: type.defaults[name] ?? initialValue(property) },
    })),
    chosen,
    schema: { ...root, properties: { [chosen]: schema }, required: [] },
  };
}
