import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeSummary } from "./clause.ts";
import { graphSchema, type Graph } from "./graph.ts";
import { buildGraph, rule, sampleFacts, triggerNode } from "./sample-graphs.ts";
import { graphSentence, sentenceParts } from "./sentence.ts";

const say = (graph: Graph): string => graphSentence(graph, sampleFacts);
const mail = (id: string, ...to: string[]) => ({ id, type: "email", config: { to } });
const post = (id: string, channel: string | null = null) => ({
  id,
  type: "slack",
  config: { channel },
});
const budget = {
  id: "f",
  type: "filter",
  config: { condition: rule("answers.budget", ">", 1000) },
};

describe("graphSentence", () => {
  it("says a condition and two steps side by side", () => {
    const graph = buildGraph(
      [triggerNode(), budget, mail("m", "{{ answers.email }}"), post("s")],
      ["t>f", "f>m", "f>s"],
    );
    expect(say(graph)).toBe(
      "When someone submits Contact, only if Budget is over 1,000, email Email and post to Slack.",
    );
    expect(sentenceParts(graph, sampleFacts).filter((part) => part.nodeId !== null)).toEqual([
      { text: "someone submits Contact", nodeId: "t" },
      { text: "only if Budget is over 1,000", nodeId: "f" },
      { text: "email Email", nodeId: "m" },
      { text: "post to Slack", nodeId: "s" },
    ]);
  });

  it.each([
    [["form.submitted"], "When someone submits Contact, email Ada."],
    [["response.edited"], "When a response to Contact is edited, email Ada."],
    [["response.deleted"], "When a response to Contact is deleted, email Ada."],
    [["form.updated"], "When Contact changes, email Ada."],
    [
      ["form.submitted", "response.edited"],
      "When someone submits Contact or a response to it is edited, email Ada.",
    ],
    [[], "When …, email Ada."],
  ])("says when: %j", (events, expected) => {
    expect(say(buildGraph([triggerNode({ events }), mail("m", "Ada")], ["t>m"]))).toBe(expected);
  });

  it("says the trigger's own condition, and calls a form without a name the form", () => {
    const graph = buildGraph(
      [triggerNode({ filter: rule("answers.name", "isEmpty") }), post("s", "#x")],
      ["t>s"],
    );
    const { fields, nodeTypes } = sampleFacts;
    expect(graphSentence(graph, { fields, nodeTypes })).toBe(
      "When someone submits the form, only if Name is empty, post to #x.",
    );
  });

  it("says branches in brackets, with the questions they depend on", () => {
    const branches = [
      { port: "big", name: "Big", condition: rule("answers.budget", ">", 1000) },
      { port: "none-yet", name: "Small", condition: rule("answers.name", "=", "x") },
    ];
    const graph = buildGraph(
      [
        triggerNode(),
        { id: "b", type: "branch", config: { branches } },
        mail("m", "Ada"),
        post("s"),
        post("u", "#u"),
      ],
      ["t>b", "b.big>m", "b.otherwise>s", "m.error>u"],
    );
    expect(say(graph)).toBe(
      "When someone submits Contact, depending on Budget and Name (Big: email Ada (if it fails: post to #u); otherwise: post to Slack).",
    );
  });

  it("says what follows one after the other, and goes on once after a join", () => {
    const wait = { id: "d", type: "delay", config: { for: { amount: 1, unit: "days" } } };
    const graph = buildGraph(
      [
        triggerNode(),
        wait,
        mail("m", "Ada"),
        post("s"),
        { id: "j", type: "merge" },
        mail("n", "Bob"),
      ],
      ["t>d", "d>m", "t>s", "m>j", "s>j", "j>n"],
    );
    expect(say(graph)).toBe(
      "When someone submits Contact, (wait 1 day, then email Ada) and post to Slack, then join, then email Bob.",
    );
  });

  it.each([
    [{ for: { amount: 3, unit: "days" } }, "wait 3 days"],
    [{ until: "{{ answers.name }}" }, "wait until Name"],
    [{}, "wait"],
  ])("says of %j only what is set", (config, expected) => {
    const graph = buildGraph([triggerNode(), { id: "d", type: "delay", config }], ["t>d"]);
    expect(say(graph)).toBe(`When someone submits Contact, ${expected}.`);
  });

  it("calls a choice what the panel calls it", () => {
    const graph = (mode: unknown) =>
      buildGraph([triggerNode(), { id: "j", type: "merge", config: { mode } }], ["t>j"]);
    expect(say(graph("first"))).toBe("When someone submits Contact, join at the first.");
    expect(say(graph("constructor"))).toBe("When someone submits Contact, join constructor.");
  });

  it("leaves out what is switched off", () => {
    const off = { ...mail("m", "Ada"), settings: { disabled: true } };
    const graph = buildGraph([triggerNode(), off, post("s")], ["t>m", "m>s"]);
    expect(say(graph)).toBe("When someone submits Contact, post to Slack.");
  });

  it("counts what it has no room for", () => {
    const ids = Array.from({ length: 999 }, (_, at) => `n${at}`);
    const edges = ids.map((id, at) => `${ids[at - 1] ?? "t"}>${id}`);
    const sentence = say(buildGraph([triggerNode(), ...ids.map((id) => mail(id, "Ada"))], edges));
    expect(sentence).toMatch(/, then email Ada, and 989 more steps\.$/);
    expect(sentence.match(/email Ada/g)).toHaveLength(10);
  });

  it.each<[string, Graph, string]>([
    ["nothing", buildGraph([]), "Nothing starts this automation yet."],
    [
      "a trigger",
      buildGraph([triggerNode()]),
      "When someone submits Contact, nothing happens yet.",
    ],
    [
      "an empty step",
      buildGraph([triggerNode(), mail("m")], ["t>m"]),
      "When someone submits Contact, email ….",
    ],
    [
      "an unknown step",
      buildGraph([triggerNode(), { id: "x", type: "nope", name: "Tell the crew" }], ["t>x"]),
      "When someone submits Contact, Tell the crew.",
    ],
    [
      "an unreadable condition",
      buildGraph(
        [triggerNode(), { ...budget, config: { condition: { combinator: 1, rules: [7] } } }],
        ["t>f"],
      ),
      "When someone submits Contact, only if ….",
    ],
    [
      "a circle",
      buildGraph([triggerNode(), post("a"), post("b")], ["t>a", "a>b", "b>a"]),
      "When someone submits Contact, post to Slack, then post to Slack.",
    ],
  ])("says %s without failing", (_, graph, expected) => {
    expect(say(graph)).toBe(expected);
  });

  it("shows values by their names and keeps long or secret texts short", () => {
    const hook = {
      id: "w",
      type: "webhook",
      config: { url: "https://user:pw@example.org/x?key=s3cret" },
    };
    const graph = buildGraph(
      [
        triggerNode(),
        hook,
        mail("m", "{{ steps.w.body }}", "{{ answers.gone }}", "a", "b", "c"),
        post("s", "x".repeat(200)),
      ],
      ["t>w", "w>m", "m>s"],
    );
    expect(say(graph)).toBe(
      `When someone submits Contact, send a webhook to example.org, then email Reply of Webhook, gone, a and 2 more, then post to ${"x".repeat(59)}….`,
    );
  });

  it("never throws, whatever the settings hold", () => {
    const types = [...sampleFacts.nodeTypes.keys(), "nope"];
    const node = fc.record({
      type: fc.constantFrom(...types),
      config: fc.dictionary(
        fc.constantFrom("to", "events", "filter", "condition", "branches", "for", "channel"),
        fc.jsonValue(),
      ),
    });
    const edge = fc.tuple(fc.nat(9), fc.constantFrom("out", "error", "x"), fc.nat(9));
    fc.assert(
      fc.property(
        fc.array(node, { maxLength: 9 }),
        fc.array(edge, { maxLength: 20 }),
        (nodes, edges) => {
          const graph = graphSchema.parse({
            nodes: [triggerNode(), ...nodes].map((one, at) => ({ ...one, id: `n${at}` })),
            edges: edges.map(([from, port, to], at) => ({
              id: `e${at}`,
              source: `n${from}`,
              sourcePort: port,
              target: `n${to}`,
            })),
          });
          expect(say(graph)).toMatch(/\.$/);
          for (const one of graph.nodes)
            expect(typeof nodeSummary(one, sampleFacts)).toBe("string");
        },
      ),
    );
  });
});

describe("nodeSummary", () => {
  it.each([
    [mail("m", "{{ answers.email }}", "ada@example.org"), "To: Email and ada@example.org"],
    [mail("m"), "To: …"],
    [budget, "Budget is over 1,000"],
    [post("s", "#leads"), "Channel: #leads"],
    [post("s"), "Post to Slack"],
    [
      triggerNode({ filter: rule("answers.name", "=", "Ada") }),
      'Someone submits Contact, only if Name is "Ada"',
    ],
    [{ id: "j", type: "merge" }, "Join"],
    [{ id: "x", type: "nope" }, "This kind of step is not installed."],
  ])("says %o in a line", (node, expected) => {
    const [built] = buildGraph([node]).nodes;
    expect(nodeSummary(built!, sampleFacts)).toBe(expected);
  });
});
