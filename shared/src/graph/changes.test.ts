import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countChanges, graphChanges } from "./changes.ts";
import type { Graph } from "./graph.ts";
import { editKinds, makeEdit, stepTexts, stepTypes, treeOf } from "./random-edits.ts";
import { buildGraph, rule, sampleFacts, triggerNode } from "./sample-graphs.ts";

const graphArbitrary = fc
  .array(
    fc.record({
      type: fc.constantFrom(...stepTypes),
      parent: fc.nat(),
      text: fc.constantFrom(...stepTexts),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map(treeOf);
const editArbitrary = fc.record({ kind: fc.constantFrom(...editKinds), at: fc.nat() });

const connectionId = "00000000-0000-4000-8000-000000000001";
const facts = { ...sampleFacts, connectionNames: new Map([[connectionId, "Team"]]) };
const say = (before: Graph, after: Graph): string[] =>
  graphChanges(before, after, facts).map(({ nodeName, text }) => `${nodeName}: ${text}`);
const mail = (config: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  id: "m",
  type: "email",
  config: { to: ["{{ answers.email }}"], subject: "Hello", ...config },
  ...more,
});
const filter = (limit: number) => ({
  id: "f",
  type: "filter",
  config: { condition: rule("answers.budget", ">", limit) },
});
const base = buildGraph([triggerNode(), filter(1000), mail()], ["t>f", "f>m"]);

describe("graphChanges", () => {
  it("finds nothing between a graph and itself, in whatever order its keys are", () => {
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        expect(graphChanges(graph, structuredClone(graph), facts)).toEqual([]);
      }),
    );
  });

  it("names the step of every edit that changes what happens", () => {
    fc.assert(
      fc.property(graphArbitrary, editArbitrary, (before, edit) => {
        const { graph, nodeId } = makeEdit(before, edit);
        const changes = graphChanges(before, graph, facts);
        expect(countChanges(changes)).toBeGreaterThan(0);
        expect(changes.map((change) => change.nodeId)).toContain(nodeId);
        const nameless = changes.filter(
          ({ nodeName, kind }) => nodeName === "" && kind !== "picture",
        );
        expect(nameless).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("says settings by their titles, and values by their labels", () => {
    const after = buildGraph(
      [triggerNode(), filter(500), mail({ subject: "Hi {{ answers.name | upper }}" })],
      ["t>f", "f>m"],
    );
    expect(say(base, after)).toEqual([
      "Filter: Condition changed from “Budget is over 1,000” to “Budget is over 500”",
      "Email: Subject changed from “Hello” to “Hi Name”",
    ]);
  });

  it("says what was set and what was emptied", () => {
    const empty = buildGraph([triggerNode(), filter(1000), mail({ to: [] })], ["t>f", "f>m"]);
    expect(say(empty, base)).toEqual(["Email: To set to “Email”"]);
    expect(say(base, empty)).toEqual(["Email: To emptied; it was “Email”"]);
  });

  it("says that details differ where words cannot tell both apart", () => {
    const other = buildGraph(
      [triggerNode(), filter(1000), mail({ to: ["{{ answers.email | lower }}"] })],
      ["t>f", "f>m"],
    );
    expect(say(base, other)).toEqual(["Email: To changed in its details"]);
  });

  it("shows of long texts the part that differs", () => {
    const long = `Dear all, ${"this is the same for everybody, ".repeat(5)}`;
    const [change] = graphChanges(
      buildGraph([triggerNode(), mail({ subject: `${long}yours, Ada` })], ["t>m"]),
      buildGraph([triggerNode(), mail({ subject: `${long}yours, Grace` })], ["t>m"]),
      facts,
    );
    expect(change?.before).toMatch(/^….*yours, Ada$/);
    expect(change?.after).toMatch(/^….*yours, Grace$/);
    expect(change?.before?.length).toBeLessThan(60);
  });

  it("says added and removed steps with what they do, and moves nothing behind them", () => {
    const wait = {
      id: "d",
      type: "delay",
      name: "Pause",
      config: { for: { amount: 2, unit: "days" } },
    };
    const longer = buildGraph([triggerNode(), filter(1000), wait, mail()], ["t>f", "f>d", "d>m"]);
    expect(say(base, longer)).toEqual(["Pause: Added after “Filter”: wait 2 days"]);
    expect(say(longer, base)).toEqual(["Pause: Removed: wait 2 days"]);
  });

  it("says moves, names, switches, connections and how often it is tried", () => {
    const changed = mail(
      {},
      {
        name: "Thanks",
        connectionId,
        settings: {
          disabled: true,
          retry: { maxAttempts: 5 },
          timeoutMs: 120_000,
          onError: "continue",
        },
      },
    );
    const after = buildGraph([triggerNode(), filter(1000), changed], ["t>f", "t>m"]);
    expect(say(base, after)).toEqual([
      "Thanks: Was called “Email”",
      "Thanks: Switched off",
      "Thanks: Uses the connection “Team”",
      "Thanks: Tries in all: 5, instead of 3",
      "Thanks: Longest time of one try: 2 minutes, instead of 1 minute",
      "Thanks: After the last failed try: go on with the next step, instead of stop",
      "Thanks: Follows “Trigger” now, instead of “Filter”",
    ]);
  });

  it("tells ways of a branch apart by their id", () => {
    const ways = (...list: readonly [string, string, number][]) => ({
      id: "b",
      type: "branch",
      config: {
        branches: list.map(([port, name, limit]) => ({
          port,
          name,
          condition: rule("answers.budget", ">", limit),
        })),
      },
    });
    const graphOf = (node: ReturnType<typeof ways>): Graph =>
      buildGraph([triggerNode(), node], ["t>b"]);
    const before = graphOf(ways(["a", "Big", 10], ["c", "Small", 1]));
    expect(say(before, graphOf(ways(["c", "Small", 1], ["a", "Big", 10])))).toEqual([
      "Branch: Branches put into another order",
    ]);
    expect(say(before, graphOf(ways(["a", "Huge", 20], ["d", "Tiny", 0])))).toEqual([
      "Branch: Way “Huge” › Name changed from “Big” to “Huge”",
      "Branch: Way “Huge” › Condition changed from “Budget is over 10” to “Budget is over 20”",
      "Branch: Way “Tiny” added",
      "Branch: Way “Small” removed",
    ]);
  });

  it("says no more of places and notes than that they changed", () => {
    const moved: Graph = {
      ...base,
      nodes: base.nodes.map((node) => ({ ...node, position: { x: 1, y: 2 } })),
    };
    const noted: Graph = { ...base, notes: [{ id: "n", text: "Why?", position: { x: 0, y: 0 } }] };
    for (const graph of [moved, noted]) {
      const changes = graphChanges(base, graph, facts);
      expect(changes.map(({ kind }) => kind)).toEqual(["picture"]);
      expect(countChanges(changes)).toBe(0);
    }
  });

  it("never throws, whatever the settings hold", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (one, other) => {
          const graphOf = (config: object): Graph => {
            const graph = buildGraph([triggerNode(), mail()], ["t>m"]);
            return {
              ...graph,
              nodes: graph.nodes.map((node) =>
                node.id === "m" ? { ...node, config: { ...config } } : node,
              ),
            };
          };
          const changes = graphChanges(graphOf(one), graphOf(other), facts);
          for (const { text } of changes) expect(text.length).toBeLessThan(600);
        },
      ),
    );
  });
});
