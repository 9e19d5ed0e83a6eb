import { describe, expect, it } from "vitest";
import { graphSchema } from "../graph/graph.ts";
import { findImpact, type Field } from "./index.ts";

const fields: Field[] = [
  { id: "name", kind: "text", label: "Name", required: false },
  {
    id: "topic",
    kind: "choice",
    label: "Topic",
    required: false,
    options: [
      { id: "a", label: "A" },
      { id: "b", label: "B" },
    ],
  },
];
const graph = graphSchema.parse({
  nodes: [
    { id: "trigger", type: "trigger" },
    {
      id: "only",
      type: "filter",
      config: {
        condition: {
          combinator: "and",
          rules: [
            { combinator: "or", rules: [{ field: "answers.topic", operator: "in", value: ["a"] }] },
          ],
        },
      },
    },
    {
      id: "mail",
      type: "email",
      name: "Mail",
      config: { body: { content: "Hi {{ previous.answers.name | upper }}" } },
    },
  ],
  edges: [],
});
const impacted = [{ pipelineId: "p", pipelineName: "P", graph }];
const impactOf = (after: Field[]) =>
  findImpact(fields, after, impacted).map(({ nodeId, fieldId, reason }) => ({
    nodeId,
    fieldId,
    reason,
  }));

describe("findImpact", () => {
  it("finds templates and nested conditions that use a deleted or retyped field", () => {
    const [, topic] = fields;
    expect(impactOf(topic === undefined ? [] : [topic])).toEqual([
      { nodeId: "mail", fieldId: "name", reason: "deleted" },
    ]);
    const retyped = fields.map((field): Field =>
      field.id === "topic" ? { ...field, kind: "text" } : field,
    );
    expect(impactOf(retyped)).toEqual([{ nodeId: "only", fieldId: "topic", reason: "retyped" }]);
  });

  it("minds a lost option only where it is compared with", () => {
    const without = (id: string) =>
      fields.map((field): Field =>
        field.options === undefined
          ? field
          : { ...field, options: field.options.filter((option) => option.id !== id) },
      );
    expect(impactOf(without("b"))).toEqual([]);
    expect(impactOf(without("a"))).toEqual([
      { nodeId: "only", fieldId: "topic", reason: "options" },
    ]);
  });

  it("finds nothing where fields are added, renamed or moved", () => {
    const renamed = fields.map((field) => ({ ...field, label: "Other" })).toReversed();
    expect(
      impactOf([...renamed, { id: "new", kind: "text", label: "N", required: false }]),
    ).toEqual([]);
  });
});
