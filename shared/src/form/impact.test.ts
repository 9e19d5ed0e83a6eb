import { describe, expect, it } from "vitest";
import { graphSchema } from "../graph/graph.ts";
import { sampleTypes } from "../graph/sample-graphs.ts";
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
const impacted = [{ pipelineId: "p", pipelineName: "P", where: "draft" as const, graph }];
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

  it("says once of a step that is in the draft and live, with the settings in the panel's words", () => {
    const both = [
      ...impacted,
      { pipelineId: "p", pipelineName: "P", where: "live" as const, graph },
    ];
    expect(findImpact(fields, [], both, sampleTypes)).toMatchObject([
      { nodeId: "only", fieldId: "topic", settings: ["Condition"], inDraft: true, inLive: true },
      {
        nodeId: "mail",
        settings: ["Body › Content"],
        message: "Mail uses “Name”, which would be deleted (Body › Content).",
      },
    ]);
    const live = both.slice(1);
    expect(findImpact(fields, [], live)[0]).toMatchObject({ inDraft: false, inLive: true });
  });

  it("minds a question about changes only where the question goes", () => {
    const asking = graphSchema.parse({
      nodes: [
        {
          id: "t",
          type: "trigger",
          config: {
            filter: {
              combinator: "and",
              rules: [{ field: "changes", operator: "contains", value: "topic" }],
            },
          },
        },
      ],
      edges: [],
    });
    const asked = [{ pipelineId: "p", pipelineName: "P", where: "draft" as const, graph: asking }];
    const retyped = fields.map((field): Field => ({ ...field, kind: "text" }));
    expect(findImpact(fields, retyped, asked)).toEqual([]);
    expect(findImpact(fields, [], asked)).toMatchObject([{ nodeId: "t", fieldId: "topic" }]);
  });
});
