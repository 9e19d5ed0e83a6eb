import { describe, expect, it } from "vitest";
import { fieldSchema } from "../form/fields.ts";
import { compileGraph } from "./compile.ts";
import type { Graph } from "./graph.ts";
import { buildGraph, rule, sampleFacts, triggerNode } from "./sample-graphs.ts";

const facts = {
  ...sampleFacts,
  fields: [...sampleFacts.fields, fieldSchema.parse({ id: "day", kind: "date", label: "Day" })],
};
const mail = (id: string) => ({ id, type: "email", config: { to: ["x@example.org"] } });
const branch = {
  id: "b",
  type: "branch",
  name: "Size",
  config: { branches: [{ port: "a", name: "Big", condition: rule("answers.budget", ">", 1) }] },
};
const join = { id: "j", type: "merge", config: { mode: "all" } };

function problemsOf(graph: Graph) {
  return compileGraph(graph, facts).problems.map(
    ({ severity, code, nodeId, path }) =>
      `${severity} ${code} ${nodeId}${path === null ? "" : ` ${path}`}`,
  );
}

describe("hints on ways", () => {
  const nodes = [triggerNode(), branch, mail("m"), mail("n"), join];

  it("has none for ways that part and meet", () => {
    const edges = ["t>b", "b.a>m", "b.otherwise>n", "m>j", "n>j"];
    expect(problemsOf(buildGraph(nodes, edges))).toEqual([]);
  });

  it("tells of a branch that says nothing of the rest, and of a join of one way", () => {
    const graph = buildGraph([triggerNode(), branch, mail("m"), join], ["t>b", "b.a>m", "m>j"]);
    expect(problemsOf(graph)).toEqual(["warning no_otherwise b", "warning single_way j"]);
    const { plan, problems } = compileGraph(graph, facts);
    expect(plan?.steps.map((step) => step.nodeId)).toEqual(["b", "m", "j"]);
    expect(problems[0]?.message).toBe(
      "Nothing follows “Otherwise” of “Size”; add a step there, or leave it so.",
    );
  });

  it("has none while nothing follows a branch at all, nor while the graph is not sound", () => {
    expect(problemsOf(buildGraph([triggerNode(), branch], ["t>b"]))).toEqual([]);
    const loose = buildGraph([triggerNode(), branch, mail("m"), mail("n")], ["t>b", "b.a>m"]);
    expect(problemsOf(loose)).toEqual(["error unreachable n"]);
  });

  it("does not let ways meet in a step that is no join", () => {
    const edges = ["t>b", "b.a>m", "b.otherwise>m"];
    expect(problemsOf(buildGraph([triggerNode(), branch, mail("m")], edges))).toEqual([
      "error several_edges m",
    ]);
    expect(
      problemsOf(buildGraph([triggerNode(), branch, join], ["t>b", "b.a>j", "b.otherwise>j"])),
    ).toEqual([]);
  });

  it("knows a way that was removed", () => {
    const edges = ["t>b", "b.gone>m"];
    expect(problemsOf(buildGraph([triggerNode(), branch, mail("m")], edges))).toEqual([
      "error bad_port b",
    ]);
  });
});

describe("the date of a wait", () => {
  const wait = (until: string) =>
    problemsOf(buildGraph([triggerNode(), { id: "d", type: "delay", config: { until } }], ["t>d"]));

  it.each([
    ["{{ answers.day }}", []],
    ["{{ answers.day | orSkip }}", []],
    ["{{ response.submittedAt }}", []],
    ["2026-12-24", []],
    ["{{ answers.gone }}", ["error unknown_field d until"]],
    ["{{ answers.budget }}", ["error wrong_kind d until"]],
    ["{{ answers.name }}", ["warning wrong_kind d until"]],
    ["{{ answers.day", ["error template_syntax d until"]],
  ])("is judged: %s", (until, expected) => {
    expect(wait(until)).toEqual(expected);
  });
});

describe("the conditions of ways", () => {
  it.each([
    [rule("answers.budget", ">", 1), []],
    [rule("answers.gone", "=", 1), ["error unknown_field b branches.0.condition"]],
    [rule("answers.name", ">", 1), ["error bad_condition b branches.0.condition.rules.0"]],
    [{ combinator: "and", rules: [] }, ["error missing_setting b branches.0.condition"]],
    [
      rule("answers.name", "=", "{{ answers.gone }}"),
      ["error unknown_field b branches.0.condition.rules.0.value"],
    ],
  ])("are checked as any other: %j", (condition, expected) => {
    const branches = [{ port: "a", name: "A", condition }];
    const nodes = [triggerNode(), { ...branch, config: { branches } }];
    expect(problemsOf(buildGraph(nodes, ["t>b"]))).toEqual(expected);
  });
});
