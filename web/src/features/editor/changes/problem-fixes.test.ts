import { fieldSchema } from "@formloom/shared/form";
import { compileGraph, type Graph } from "@formloom/shared/graph";
import { describe, expect, it } from "vitest";
import { graphOf, linesOf, nodeTypeOf, sampleTypes } from "../../../plugins/build-graph.ts";
import { applyChange } from "../graph-changes.ts";
import { fixesFor, type FixFacts } from "./problem-fixes.ts";

const fields = [
  { id: "email", kind: "email", label: "Your e-mail" },
  { id: "budget", kind: "number", label: "Budget" },
].map((field) => fieldSchema.parse(field));
const types = new Map([
  ...sampleTypes,
  [
    "email",
    nodeTypeOf("email", { defaults: { to: [], subject: "" }, accepts: { to: ["email"] } }),
  ] as const,
  [
    "slack",
    nodeTypeOf("slack", {
      connection: {
        kind: "slack",
        name: "Slack",
        required: true,
        schema: {},
        secrets: [],
        host: { fixed: "slack.com" },
      },
    }),
  ] as const,
]);
const connection = (id: string, kind = "slack") => ({
  id,
  kind,
  ownerId: "o",
  name: `Team ${id}`,
  config: {},
  hasSecret: true,
  testedAt: null,
  testError: null,
  version: 1,
  createdAt: "",
  updatedAt: "",
});
const start = { trigger: { config: { events: ["form.submitted"] } } };

/** The problems of a code, with what mends each. */
function fixesOf(graph: Graph, code: string, facts: Partial<FixFacts> = {}) {
  const { problems } = compileGraph(graph, { fields, nodeTypes: types });
  const problem = problems.find((each) => each.code === code);
  if (problem === undefined)
    throw new Error(`Expected ${code} among ${problems.map((each) => each.code).join()}`);
  return fixesFor(problem, {
    graph,
    fields,
    types,
    connections: [],
    newEdgeId: () => "new",
    ...facts,
  });
}

/** The graph after the fix of a label. */
function mend(graph: Graph, fixes: ReturnType<typeof fixesOf>, label: string): Graph {
  const fix = fixes.find((each) => each.label === label);
  if (fix === undefined || !("change" in fix))
    throw new Error(`Expected a change called ${label}.`);
  const result = applyChange(graph, fix.change);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("fixesFor", () => {
  it("replaces a question that is gone, the likeliest first, everywhere at once", () => {
    const graph = graphOf(["trigger > email"], {
      ...start,
      email: { config: { to: ["{{ answers.e_mail }}"], subject: "{{ answers.e_mail | upper }}" } },
    });
    const fixes = fixesOf(graph, "unknown_field");
    expect(fixes.map((fix) => fix.label)).toEqual(["Use “Your e-mail” instead"]);
    const mended = mend(graph, fixes, "Use “Your e-mail” instead");
    expect(mended.nodes[1]?.config).toEqual({
      to: ["{{ answers.email }}"],
      subject: "{{ answers.email | upper }}",
    });
    expect(compileGraph(mended, { fields, nodeTypes: types }).problems).toEqual([]);
  });

  it("connects a loose step at the end, or deletes it", () => {
    const graph = graphOf(["trigger > filter", "filter > email"], { ...start, webhook: {} });
    const fixes = fixesOf(graph, "unreachable");
    expect(fixes.map((fix) => fix.label)).toEqual(["Put it after “Email”", "Delete the step"]);
    expect(linesOf(mend(graph, fixes, "Put it after “Email”"))).toContain("email > webhook");
    expect(mend(graph, fixes, "Delete the step").nodes).toHaveLength(3);
  });

  it("offers the way that nothing follows, and the first step", () => {
    const branches = [{ port: "a", name: "A", condition: { combinator: "and", rules: [] } }];
    const graph = graphOf(["trigger > branch", "branch:a > email"], {
      ...start,
      branch: { config: { branches } },
    });
    expect(fixesOf(graph, "no_otherwise")).toEqual([
      {
        label: "Add a step at “Otherwise”",
        addAt: { kind: "port", nodeId: "branch", port: "otherwise" },
      },
    ]);
    expect(fixesOf(graphOf([], start), "no_steps")).toEqual([
      { label: "Add a step", addAt: { kind: "port", nodeId: "trigger", port: "out" } },
    ]);
  });

  it("uses a connection only where one fits", () => {
    const graph = graphOf(["trigger > slack"], start);
    const labels = (connections: FixFacts["connections"]) =>
      fixesOf(graph, "connection_missing", { connections }).map((fix) => fix.label);
    expect(labels([connection("1"), connection("2", "smtp")])).toEqual(["Use “Team 1”"]);
    expect(labels([connection("1"), connection("2")])).toEqual([]);
    expect(labels(null)).toEqual([]);
  });

  it("fills in what only one thing fits", () => {
    const graph = graphOf(["trigger > email"], {
      ...start,
      email: { config: { to: [], subject: "" } },
    });
    const problem = (path: string) => ({
      severity: "error" as const,
      code: "missing_setting",
      message: "",
      nodeId: "email",
      edgeId: null,
      path,
      nodeIds: [],
    });
    const facts = { graph, fields, types, connections: [], newEdgeId: () => "new" };
    const subject = mend(graph, fixesFor(problem("subject"), facts), "Use the form’s name");
    expect(subject.nodes[1]?.config["subject"]).toBe("{{ form.name }}");
    const to = mend(graph, fixesFor(problem("to"), facts), "Use “Your e-mail”");
    expect(to.nodes[1]?.config["to"]).toEqual(["{{ answers.email }}"]);
    expect(fixesFor(problem("body"), facts)).toEqual([]);
  });

  it("starts on new responses where nothing was chosen, and takes away connections that lead nowhere", () => {
    const silent = graphOf(["trigger > email"], { trigger: { config: { events: [] } } });
    expect(
      mend(silent, fixesOf(silent, "no_events"), "Start when a response is sent in").nodes[0]
        ?.config["events"],
    ).toEqual(["form.submitted"]);
    const dangling: Graph = {
      ...silent,
      edges: [
        ...silent.edges,
        { id: "x", source: "gone", sourcePort: "out", target: "email", targetPort: "in" },
      ],
    };
    expect(
      mend(dangling, fixesOf(dangling, "dangling_edge"), "Remove the connection").edges,
    ).toHaveLength(1);
  });

  it("offers nothing for what only the owner can know", () => {
    const graph = graphOf(["trigger > email", "email > email"], start);
    expect(
      fixesFor(
        {
          severity: "error",
          code: "cycle",
          message: "",
          nodeId: null,
          edgeId: null,
          path: null,
          nodeIds: [],
        },
        { graph, fields, types, connections: [], newEdgeId: () => "n" },
      ),
    ).toEqual([]);
  });
});
