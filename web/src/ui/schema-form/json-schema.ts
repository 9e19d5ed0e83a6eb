import { z } from "zod";

/** The part of JSON Schema that zod makes of a settings schema, with our hints in `x-` keys. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly type?: string | undefined;
  /** Whether null is allowed besides: from `type: ["string", "null"]`. */
  readonly nullable?: boolean | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: JsonSchema | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly $ref?: string | undefined;
  readonly $defs?: Readonly<Record<string, JsonSchema>> | undefined;
}

const jsonSchemaSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.preprocess(
    splitTypes,
    z.looseObject({
      type: z.string().optional().catch(undefined),
      nullable: z.boolean().optional().catch(undefined),
      title: z.string().optional(),
      description: z.string().optional(),
      enum: z.array(z.unknown()).optional(),
      properties: z.record(z.string(), jsonSchemaSchema).optional(),
      required: z.array(z.string()).optional(),
      items: jsonSchemaSchema.optional().catch(undefined),
      additionalProperties: z.union([z.boolean(), jsonSchemaSchema]).optional(),
      anyOf: z.array(jsonSchemaSchema).optional(),
      oneOf: z.array(jsonSchemaSchema).optional(),
      allOf: z.array(jsonSchemaSchema).optional(),
      format: z.string().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      maxLength: z.number().optional(),
      maxItems: z.number().optional(),
      $ref: z.string().optional(),
      $defs: z.record(z.string(), jsonSchemaSchema).optional(),
    }),
  ),
);

/** `type: ["string", "null"]` becomes the type and `nullable`; of several types the first counts. */
function splitTypes(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || !("type" in schema)) return schema;
  const { type } = schema;
  if (!Array.isArray(type)) return schema;
  return {
    ...schema,
    type: type.find((entry) => entry !== "null"),
    nullable: type.includes("null"),
  };
}

/** A schema as the API sends it; one that cannot be read draws nothing. */
export function parseJsonSchema(value: unknown): JsonSchema {
  return jsonSchemaSchema.safeParse(value).data ?? {};
}

/** Follows a `$ref` into `$defs` (or to the root, `#`), keeping the hints beside it. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1];
  const target = name === undefined ? root : root.$defs?.[name];
  const { $ref: _ref, ...hints } = schema;
  return { ...target, ...hints };
}

/** The schema without "or null", and whether null was allowed. */
export function splitNullable(schema: JsonSchema): {
  readonly schema: JsonSchema;
  readonly nullable: boolean;
} {
  const options = schema.anyOf ?? schema.oneOf;
  if (options === undefined) return { schema, nullable: schema.nullable === true };
  const rest = options.filter((option) => option.type !== "null");
  const [only] = rest;
  if (rest.length === options.length) return { schema, nullable: false };
  const { anyOf: _anyOf, oneOf: _oneOf, ...hints } = schema;
  if (rest.length === 1 && only !== undefined) {
    return { schema: { ...only, ...hints }, nullable: true };
  }
  return { schema: { ...hints, anyOf: rest }, nullable: true };
}

/** The choices of a schema that is nothing but literals. */
export function literalChoices(schema: JsonSchema): readonly unknown[] | null {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  const options = schema.anyOf ?? schema.oneOf;
  if (options === undefined || options.length === 0) return null;
  const literals = options.map((option) => option.const);
  return literals.includes(undefined) ? null : literals;
}

/** The hint `x-<name>` as text. */
export function hintOf(schema: JsonSchema, name: string): string | undefined {
  const hint = schema[`x-${name}`];
  return typeof hint === "string" ? hint : undefined;
}

export const isSecret = (schema: JsonSchema): boolean => schema["x-secret"] === true;
