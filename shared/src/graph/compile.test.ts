import { describe, expect, it } from "vitest";
import { compileGraph, type CompileFacts } from "./compile.ts";
import { graphLimits, graphSchema, type Graph } from "./graph.ts";
import { planSchema, type Plan } from "./plan.ts";
import { problemSchema } from "./problem.ts";
import {
  buildGraph,
  buildType,
  rule,
  sampleFacts,
  sampleTypes,
  triggerNode,
} from "./sample-graphs.ts";

/** Problems as `code node-or-edge path`, warnings with `?`. */
function problemsOf(graph: Graph, facts: CompileFacts = sampleFacts): string[] {
  return compileGraph(graph, facts).problems.map((problem) => {
    expect(problemSchema.parse(problem)).toEqual(problem);
    const place = [problem.nodeId ?? problem.edgeId, problem.path].filter((part) => part !== null);
    return [problem.code + (problem.severity === "warning" ? "?" : ""), ...place].join(" ");
  });
}

function planOf(graph: Graph, facts: CompileFacts = sampleFacts): Plan {
  const { plan, problems } = compileGraph(graph, facts);
  expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  if (plan === null) throw new Error("Expected a plan.");
  expect(planSchema.parse(plan)).toEqual(plan);
  return plan;
}

/** A graph of the trigger and one step with these settings. */
function oneStep(type: string, config: Record<string, unknown>, trigger = {}): Graph {
  return buildGraph([triggerNode(trigger), { id: "a", type, config }], ["t>a"]);
}

function mail(pill: string, trigger = {}): Graph {
  return oneStep("email", { to: ["x@example.org"], subject: `About ${pill}.` }, trigger);
}

const email = { type: "email", config: { to: ["x@example.org"], subject: "Hi" } };

describe("compileGraph on the graph itself", () => {
  it.each<[string, Graph, string[]]>([
    ["no trigger", buildGraph([{ id: "a", ...email }]), ["no_trigger"]],
    [
      "two triggers",
      buildGraph([triggerNode(), { ...triggerNode(), id: "u" }, { id: "a", ...email }], ["t>a"]),
      ["several_triggers"],
    ],
    ["a trigger alone", buildGraph([triggerNode()]), ["no_steps"]],
    [
      "a step to itself",
      buildGraph([triggerNode(), { id: "a", ...email }], ["t>a", "a>a"]),
      ["self_edge a"],
    ],
    [
      "an edge into nothing",
      buildGraph([triggerNode(), { id: "a", ...email }], ["t>a", "a>z"]),
      ["dangling_edge e1"],
    ],
    [
      "an edge into the trigger",
      buildGraph([triggerNode(), { id: "a", ...email }], ["t>a", "a>t"]),
      ["bad_port t"],
    ],
    ["a loose step", buildGraph([triggerNode(), { id: "a", ...email }]), ["unreachable a"]],
    [
      "a port that is not there",
      buildGraph(
        [triggerNode(), { id: "a", ...email }, { id: "b", ...email }],
        ["t>a", "a.maybe>b"],
      ),
      ["bad_port a"],
    ],
    [
      "several edges into a step",
      buildGraph(
        [triggerNode(), { id: "a", ...email }, { id: "b", ...email }, { id: "c", ...email }],
        ["t>a", "t>b", "a>c", "b>c"],
      ),
      ["several_edges c"],
    ],
    [
      "a name that leads to a prototype",
      buildGraph([triggerNode(), { id: "__proto__", ...email }], ["t>__proto__"]),
      ["bad_id __proto__"],
    ],
    [
      "two steps of one id",
      buildGraph([triggerNode(), { id: "a", ...email }, { id: "a", ...email }], ["t>a"]),
      ["duplicate_id a", "unreachable a"],
    ],
  ])("finds %s", (_, graph, expected) => {
    expect(problemsOf(graph)).toEqual(expected);
    expect(compileGraph(graph, sampleFacts).plan).toBeNull();
  });

  it("names the nodes of a cycle in the order of its edges, and not what hangs on it", () => {
    const nodes = ["a", "b", "c", "d"].map((id) => ({ id, type: "merge" }));
    const graph = buildGraph([...nodes, triggerNode()], ["t>c", "c>b", "b>a", "a>c", "b>d"]);
    const { problems } = compileGraph(graph, sampleFacts);
    expect(problems.map(({ code, nodeIds }) => ({ code, nodeIds }))).toEqual([
      { code: "cycle", nodeIds: ["a", "c", "b"] },
    ]);
  });

  it("finds two edges of one id", () => {
    const graph = buildGraph([triggerNode(), { id: "a", ...email }], ["t>a", "a>z"]);
    const edges = graph.edges.map((edge) => ({ ...edge, id: "same" }));
    expect(problemsOf({ ...graph, edges })).toContain("duplicate_id same");
  });

  it("refuses two ways of a branch with one name, and a way called none", () => {
    const branches = ["x", "x", "none"].map((port) => ({ port, name: port }));
    expect(problemsOf(oneStep("branch", { branches }))).toEqual(["bad_port a", "bad_port a"]);
  });

  it("compiles 1,000 nodes and 5,000 edges, in a row or side by side", () => {
    const ids = Array.from({ length: graphLimits.nodes - 1 }, (_, at) => `n${at}`);
    const row = ids.map((id, at) => `${ids[at - 1] ?? "t"}>${id}`);
    const skips = [2, 3, 4, 5].flatMap((by) => ids.slice(by).map((id, at) => `${ids[at]}>${id}`));
    const nodes = [triggerNode(), ...ids.map((id) => ({ id, type: "merge" }))];
    const many = buildGraph(nodes, [...row, ...skips].slice(0, graphLimits.edges));
    expect(planOf(many).steps.map((step) => step.nodeId)).toEqual(ids);
    expect(
      planOf(
        buildGraph(
          nodes,
          ids.map((id) => `t>${id}`),
        ),
      ).steps,
    ).toHaveLength(ids.length);
    const circle = buildGraph(nodes, [...row, `${ids.at(-1)}>${ids[0]}`]);
    expect(compileGraph(circle, sampleFacts).problems[0]?.nodeIds).toEqual(ids);
    expect(
      graphSchema.safeParse({ nodes: [...nodes, { id: "z", type: "merge" }], edges: [] }).success,
    ).toBe(false);
  });
});

describe("compileGraph on a node", () => {
  it.each(["nope", "constructor"])("finds a type that is not installed: %s", (type) => {
    expect(problemsOf(oneStep(type, {}))).toEqual(["unknown_plugin a"]);
  });

  it("finds settings of a newer version than is installed", () => {
    const graph = buildGraph([triggerNode(), { id: "a", ...email, typeVersion: 3 }], ["t>a"]);
    expect(problemsOf(graph)).toEqual(["unknown_version a"]);
  });

  it("finds a missing connection and an event that the type does not serve", () => {
    expect(
      problemsOf(oneStep("slack", {}, { events: ["form.submitted", "response.deleted"] })),
    ).toEqual(["unsupported_event a", "connection_missing a"]);
  });

  it("finds a trigger that listens to nothing", () => {
    expect(problemsOf(mail("x", { events: ["form.opened"] }))).toEqual(["no_events t events"]);
  });

  it("passes on what the plugin's own check finds, once for each setting", () => {
    const facts: CompileFacts = {
      ...sampleFacts,
      checkConfig: (node) =>
        node.id === "a"
          ? [
              { path: "to", code: "required", message: "Add an address." },
              { path: "subject", code: "template_syntax", message: "Again." },
              { path: "", code: "too_much", message: "Too much." },
            ]
          : [],
    };
    expect(problemsOf(mail("{{ answers.gone }}"), facts)).toEqual([
      "unknown_field a subject",
      "missing_setting a to",
      "bad_setting a",
    ]);
  });

  it("lets the settings of a step that is switched off wait", () => {
    const graph = mail("{{ answers.gone }}");
    const [trigger, step] = graph.nodes;
    const nodes = [trigger!, { ...step!, settings: { disabled: true } }];
    expect(problemsOf({ ...graph, nodes })).toEqual(["unknown_field? a subject"]);
    expect(planOf({ ...graph, nodes }).steps[0]?.disabled).toBe(true);
  });

  it.each([{ disabled: true }, { onError: "continue" as const }])(
    "refuses %o for a branch, which has no way to go on by",
    (settings) => {
      const branch = { id: "a", type: "branch", config: { branches: [] }, settings };
      expect(problemsOf(buildGraph([triggerNode(), branch], ["t>a"]))).toEqual([
        "cannot_pass_through a",
      ]);
    },
  );

  it("refuses settings named like a prototype", () => {
    const headers: unknown = JSON.parse('{"__proto__":"x"}');
    expect(problemsOf(oneStep("webhook", { headers }))).toEqual([
      "bad_setting a headers.__proto__",
    ]);
  });
});

describe("compileGraph on values", () => {
  const deep = Array.from({ length: 10_000 }, () => "a").join(".");
  it.each([
    ["{{ answers.name }} {{ response.url }} {{ form.name }} {{ event.at }} {{ run.id }}", []],
    ["{{ answers }} {{ response }} {{ changes.0 }} {{ answers.name.0 }}", []],
    ["{{ answers.gone }} {{ answers.gone }}", ["unknown_field a subject"]],
    ["{{ answers.intro }}", ["unknown_field a subject"]],
    ["{{ nothing.here }}", ["unknown_path a subject"]],
    ["{{ form.secret }}", ["unknown_path a subject"]],
    ["{{ previous.budget }}", ["unknown_path a subject"]],
    ["{{ previous.answers.budget }}", ["no_previous? a subject"]],
    ["{{ __proto__.x }}", ["unknown_path a subject"]],
    ["{{ answers.constructor.prototype }}", ["unknown_path a subject"]],
    [`{{ ${deep} }}`, ["unknown_path a subject"]],
    ["{{ a[99999999] }}", ["template_syntax a subject"]],
    ["{{ answers.99999999 }}", ["unknown_path a subject"]],
    ["{{=1+1}}", ["template_syntax a subject"]],
    ["{{constructor.constructor('return process')()}}", ["unknown_path a subject"]],
    ["${7*7} {% include %} <%= %> #{}", []],
    ["{{ answers.name", ["template_syntax a subject"]],
    ["{{ answers.name | shout }}", ["template_syntax a subject"]],
    ["{{ steps }}", ["unknown_path a subject"]],
    ["{{ steps.z.status }}", ["not_an_ancestor a subject"]],
    ["{{ steps.a.messageId }}", ["not_an_ancestor a subject"]],
    ["{{ steps.t.x }}", ["not_an_ancestor a subject"]],
  ])("judges %s", (pill, expected) => {
    expect(problemsOf(mail(pill))).toEqual(expected);
  });

  it("lets a step use what came before it only", () => {
    const use = (id: string, of: string) => ({
      id,
      type: "email",
      config: { subject: `{{ steps.${of} }}` },
    });
    const hook = { id: "w", type: "webhook" };
    const graph = buildGraph(
      [
        use("late", "w.body.items.0"),
        use("side", "w.status"),
        use("odd", "w.colour"),
        hook,
        triggerNode(),
      ],
      ["t>w", "w>late", "t>side", "late>odd"],
    );
    expect(problemsOf(graph)).toEqual([
      "not_an_ancestor side subject",
      "unknown_output? odd subject",
    ]);
  });

  it("knows that a change of the form brings no answers", () => {
    const alone = { events: ["form.updated"] };
    expect(problemsOf(mail("{{ answers.name }}", alone))).toEqual(["no_answers a subject"]);
    expect(problemsOf(mail("{{ response.url }}", alone))).toEqual(["no_answers a subject"]);
    expect(problemsOf(mail("{{ changes }} {{ form.name }}", alone))).toEqual([]);
    const both = { events: ["form.updated", "form.submitted"] };
    expect(problemsOf(mail("{{ answers.name }}", both))).toEqual(["no_answers? a subject"]);
  });

  it.each([
    ["{{ answers.email }}", []],
    ["{{ answers.name }}", ["wrong_kind? a to.0"]],
    ["{{ answers.budget }}", ["wrong_kind a to.0"]],
    ["{{ answers.budget | default: 'x@example.org' }}", ["wrong_kind a to.0"]],
    ["{{ answers.budget | number }}", []],
    ["{{ answers.budget }}@example.org", []],
  ])("weighs the kind of %s against a list of addresses", (pill, expected) => {
    expect(problemsOf(oneStep("email", { to: [pill] }))).toEqual(expected);
  });
});

describe("compileGraph on conditions", () => {
  it.each<[string, unknown, string[]]>([
    ["one that fits", rule("answers.budget", ">", 1000), []],
    [
      "an operator of another kind",
      rule("answers.name", ">", 1000),
      ["bad_condition a condition.rules.0"],
    ],
    [
      "a value of another kind",
      rule("answers.budget", ">", "lots"),
      ["bad_condition a condition.rules.0"],
    ],
    ["a question that is gone", rule("answers.gone", "=", "x"), ["unknown_field a condition"]],
    ["a path into a prototype", rule("__proto__.x", "=", "x"), ["bad_condition a condition"]],
    ["a step that is none", rule("steps.z.status", "=", 200), ["not_an_ancestor a condition"]],
    [
      "a value with a lost question",
      rule("answers.name", "=", "{{ answers.gone }}"),
      ["unknown_field a condition.rules.0.value"],
    ],
    ["no rules", { combinator: "and", rules: [] }, ["missing_setting a condition"]],
    ["what is none", { combinator: "xor", rules: [] }, ["bad_condition a condition"]],
  ])("judges %s", (_, condition, expected) => {
    expect(problemsOf(oneStep("filter", { condition }))).toEqual(expected);
  });

  it("judges those of branches and of the trigger, whose empty one means none", () => {
    const branches = [{ port: "x", name: "X", condition: rule("answers.gone", "=", 1) }];
    const filter = rule("steps.a.x", "=", 1);
    expect(problemsOf(oneStep("branch", { branches }, { filter }))).toEqual([
      "not_an_ancestor t filter",
      "unknown_field a branches.0.condition",
    ]);
    const empty = { combinator: "and", rules: [] };
    expect(planOf(oneStep("branch", { branches: [] }, { filter: empty })).filter).toBeNull();
  });

  it("compares a step's result by its kind", () => {
    const condition = rule("steps.w.status", "contains", "2");
    const nodes = [
      triggerNode(),
      { id: "w", type: "webhook" },
      { id: "a", type: "filter", config: { condition } },
    ];
    expect(problemsOf(buildGraph(nodes, ["t>w", "w>a"]))).toEqual([
      "bad_condition a condition.rules.0",
    ]);
  });
});

describe("a plan", () => {
  it("keeps the graph's order where it can, and tells each step its parents", () => {
    const nodes = [
      { id: "j", type: "merge", config: { mode: "first" } },
      { id: "a", ...email },
      triggerNode({
        events: ["form.submitted", "response.edited"],
        filter: rule("answers.budget", ">", 1),
      }),
      { id: "b", ...email, name: "Tell Ada" },
    ];
    const plan = planOf(buildGraph(nodes, ["t>b", "t>a", "a.error>j", "b>j"]));
    expect(plan).toMatchObject({ triggerId: "t", events: ["form.submitted", "response.edited"] });
    expect(plan.filter).toEqual(rule("answers.budget", ">", 1));
    expect(
      plan.steps.map(({ nodeId, name, parents, join, hasErrorEdge }) => ({
        nodeId,
        name,
        parents,
        join,
        hasErrorEdge,
      })),
    ).toEqual([
      {
        nodeId: "a",
        name: "Email",
        parents: [{ from: -1, port: "out" }],
        join: null,
        hasErrorEdge: true,
      },
      {
        nodeId: "b",
        name: "Tell Ada",
        parents: [{ from: -1, port: "out" }],
        join: null,
        hasErrorEdge: false,
      },
      {
        nodeId: "j",
        name: "Merge",
        parents: [
          { from: 0, port: "error" },
          { from: 1, port: "out" },
        ],
        join: "first",
        hasErrorEdge: false,
      },
    ]);
    expect(plan.kinds).toMatchObject({
      "answers.budget": "number",
      "previous.answers.email": "email",
      "steps.a.messageId": "text",
    });
  });

  it("takes from the type what the node does not say", () => {
    const own = {
      retry: { maxAttempts: 2 },
      timeoutMs: 500,
      onError: "continue",
      ifInterrupted: "ask",
    };
    const nodes = [
      triggerNode(),
      { id: "w", type: "webhook" },
      {
        id: "x",
        type: "webhook",
        typeVersion: 2,
        settings: own,
        connectionId: "00000000-0000-7000-8000-000000000000",
      },
    ];
    const [plain, set] = planOf(buildGraph(nodes, ["t>w", "w>x"])).steps;
    const policy = sampleTypes.get("webhook")?.retry;
    expect(plain).toMatchObject({
      typeVersion: 1,
      retry: policy,
      timeoutMs: 60_000,
      onError: "stop",
      ifInterrupted: "again",
      connectionId: null,
    });
    expect(set).toMatchObject({ ...own, typeVersion: 2, retry: { ...policy, maxAttempts: 2 } });
  });

  it("comes with warnings, but never with errors", () => {
    const facts = {
      ...sampleFacts,
      nodeTypes: new Map([...sampleTypes, ["odd", buildType("odd", { role: "merge" })]]),
    };
    const { plan, problems } = compileGraph(
      oneStep("odd", { text: "{{ previous.answers.name }}" }),
      facts,
    );
    expect(plan?.steps[0]?.join).toBe("all");
    expect(problems.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
  });
});
