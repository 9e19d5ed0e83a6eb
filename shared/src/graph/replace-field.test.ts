import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findImpact } from "../form/impact.ts";
import { fieldSchema } from "../form/fields.ts";
import type { Graph } from "./graph.ts";
import { replaceChoice, replaceField, replaceOption } from "./replace-field.ts";
import { buildGraph, rule, triggerNode } from "./sample-graphs.ts";

const paths = [
  "answers.old",
  "answers.older",
  "previous.answers.old",
  "answers.old.0",
  "form.old",
  "steps.old.old",
  "answers.new",
];
const pillArbitrary = fc
  .tuple(
    fc.constantFrom(...paths),
    fc.constantFrom("", " ", "\t"),
    fc.constantFrom("", "|upper", ' | default: "answers.old" ', "| default: '{{ answers.old }}'"),
  )
  .map(([path, space, filters]) => `{{${space}${path}${space}${filters}}}`);
const textArbitrary = fc
  .array(
    fc.oneof(
      pillArbitrary,
      fc.constantFrom("Hi ", "answers.old", "{{ 'answers.old' }}", "{ {", "}}"),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));
const ruleArbitrary = fc.record({
  field: fc.constantFrom(...paths, "changes"),
  operator: fc.constantFrom("=", "contains"),
  value: fc.oneof(
    textArbitrary,
    fc.constantFrom("old", "older"),
    fc.array(fc.constantFrom("old", "x")),
  ),
});
const configArbitrary = fc.record({
  to: fc.array(textArbitrary, { maxLength: 3 }),
  body: fc.record({ content: textArbitrary, field: fc.constantFrom("answers.old") }),
  condition: fc.record({
    combinator: fc.constantFrom("and", "or"),
    rules: fc.array(
      fc.oneof(
        ruleArbitrary,
        fc.record({
          combinator: fc.constant("or"),
          rules: fc.array(ruleArbitrary, { maxLength: 2 }),
        }),
      ),
      { maxLength: 3 },
    ),
  }),
});
const graphArbitrary = fc
  .array(configArbitrary, { minLength: 1, maxLength: 4 })
  .map((configs): Graph =>
    buildGraph([
      triggerNode({ filter: configs[0]?.condition }),
      ...configs.map((config, at) => ({ id: `n${at}`, type: "email", config })),
    ]),
  );
const field = (id: string, more: object = {}) =>
  fieldSchema.parse({ id, kind: "text", label: id, ...more });

describe("replaceField", () => {
  it("leaves no reference to the old field, by the very search that warns of one", () => {
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        const replaced = replaceField(graph, "old", "fresh");
        const left = findImpact(
          [field("old")],
          [],
          [{ pipelineId: "p", pipelineName: "P", where: "draft", graph: replaced }],
        );
        expect(left).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing else: replacing it back gives the same graph, letter for letter", () => {
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        const there = replaceField(graph, "old", "fresh");
        expect(replaceField(there, "fresh", "old")).toEqual(graph);
        expect(there.edges).toBe(graph.edges);
      }),
      { numRuns: 500 },
    );
  });

  it("reaches pills, conditions, ways, the trigger, earlier answers and questions about changes", () => {
    const graph = buildGraph([
      triggerNode({ filter: rule("answers.old", "=", "{{ previous.answers.old }}") }),
      {
        id: "m",
        type: "email",
        config: {
          to: ["{{ answers.old }}"],
          subject: "{{answers.old | upper}} {{ answers.older }}",
        },
      },
      {
        id: "b",
        type: "branch",
        config: {
          branches: [{ port: "a", name: "old", condition: rule("changes", "contains", "old") }],
        },
      },
    ]);
    const config = (id: string) =>
      replaceField(graph, "old", "fresh").nodes.find((node) => node.id === id)?.config;
    expect(config("t")?.["filter"]).toEqual(
      rule("answers.fresh", "=", "{{ previous.answers.fresh }}"),
    );
    expect(config("m")).toEqual({
      to: ["{{ answers.fresh }}"],
      subject: "{{answers.fresh | upper}} {{ answers.older }}",
    });
    expect(config("b")?.["branches"]).toEqual([
      { port: "a", name: "old", condition: rule("changes", "contains", "fresh") },
    ]);
  });

  it("gives back the very graph where nothing uses the field", () => {
    const graph = buildGraph([
      triggerNode(),
      { id: "m", type: "email", config: { to: ["{{ answers.name }}"] } },
    ]);
    expect(replaceField(graph, "old", "fresh")).toBe(graph);
  });
});

describe("replaceOption", () => {
  it("changes what is compared with, for this field only", () => {
    const graph = buildGraph([
      triggerNode({
        filter: {
          combinator: "and",
          rules: [
            { field: "answers.topic", operator: "in", value: ["red", "blue"] },
            { field: "answers.other", operator: "=", value: "red" },
          ],
        },
      }),
    ]);
    const [trigger] = replaceOption(graph, "topic", { from: "red", to: "green" }).nodes;
    expect(trigger?.config["filter"]).toEqual({
      combinator: "and",
      rules: [
        { field: "answers.topic", operator: "in", value: ["green", "blue"] },
        { field: "answers.other", operator: "=", value: "red" },
      ],
    });
  });
});

describe("replaceChoice", () => {
  it("takes options over by their label", () => {
    const graph = buildGraph([triggerNode({ filter: rule("answers.old", "in", ["o1", "o2"]) })]);
    const options = (prefix: string) =>
      ["Red", "Blue"].map((label, at) => ({ id: `${prefix}${at + 1}`, label }));
    const [trigger] = replaceChoice(
      graph,
      { id: "old", options: options("o") },
      { id: "fresh", options: options("f") },
    ).nodes;
    expect(trigger?.config["filter"]).toEqual(rule("answers.fresh", "in", ["f1", "f2"]));
  });
});
