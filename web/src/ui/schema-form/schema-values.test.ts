import { describe, expect, it } from "vitest";
import { z } from "zod";
import { literalChoices, parseJsonSchema, resolveRef, splitNullable } from "./json-schema.ts";
import {
  discriminatorOf,
  initialValue,
  matchingOption,
  ownValue,
  titleOf,
  withValue,
} from "./schema-values.ts";

const jsonSchemaOf = (schema: z.ZodType) => parseJsonSchema(z.toJSONSchema(schema));

const body = jsonSchemaOf(
  z.discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("event") }),
    z.strictObject({ mode: z.literal("custom"), json: z.string() }),
  ]),
);
const options = body.oneOf ?? body.anyOf ?? [];

describe("unions", () => {
  it("are told apart by the property that is a literal in each option", () => {
    expect(discriminatorOf(options)).toBe("mode");
    expect(matchingOption(options, { mode: "custom", json: "" })).toBe(1);
  });

  it("fall back to the first option for a value that fits none", () => {
    expect(matchingOption(options, undefined)).toBe(0);
    expect(matchingOption(options, { mode: "gone" })).toBe(0);
  });

  it("without a literal are told apart by shape", () => {
    const plain = jsonSchemaOf(z.union([z.string(), z.array(z.string())])).anyOf ?? [];
    expect(matchingOption(plain, ["a"])).toBe(1);
  });
});

describe("initialValue", () => {
  it("fills what is required and leaves out what is not", () => {
    const schema = jsonSchemaOf(
      z.strictObject({
        to: z.array(z.string()),
        port: z.number().int().min(1).default(587),
        kind: z.enum(["a", "b"]),
        note: z.string().optional(),
        reply: z.string().nullable(),
      }),
    );
    expect(initialValue(schema)).toEqual({ to: [], port: 587, kind: "a", reply: null });
  });

  it("starts a union with its first option", () => {
    expect(initialValue(body)).toEqual({ mode: "event" });
  });
});

describe("splitNullable", () => {
  it("takes null away and keeps the hints", () => {
    const { schema, nullable } = splitNullable(
      jsonSchemaOf(z.string().nullable().meta({ title: "Reply to", "x-control": "template" })),
    );
    expect(nullable).toBe(true);
    expect(schema).toMatchObject({ type: "string", title: "Reply to", "x-control": "template" });
  });
});

describe("resolveRef", () => {
  it("follows a reference into the definitions", () => {
    const root = parseJsonSchema({ $defs: { a: { type: "string" } } });
    expect(resolveRef({ $ref: "#/$defs/a", title: "A" }, root)).toEqual({
      type: "string",
      title: "A",
    });
  });
});

describe("values", () => {
  it("are read as own properties only", () => {
    expect(ownValue({}, "constructor")).toBeUndefined();
    expect(ownValue({ a: 0 }, "a")).toBe(0);
  });

  it("are taken out by undefined", () => {
    expect(withValue({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  });
});

describe("words", () => {
  it("make a title of a name that has none", () => {
    expect(titleOf({}, "replyTo")).toBe("Reply to");
    expect(titleOf({ title: "To" }, "x")).toBe("To");
  });

  it("know choices by enum, const and unions of literals", () => {
    expect(literalChoices({ enum: ["a"] })).toEqual(["a"]);
    expect(literalChoices({ anyOf: [{ const: 1 }, { const: 2 }] })).toEqual([1, 2]);
    expect(literalChoices({ anyOf: [{ const: 1 }, { type: "string" }] })).toBeNull();
  });
});
