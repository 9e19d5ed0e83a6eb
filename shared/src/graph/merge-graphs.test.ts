import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphChanges } from "./changes.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { mergeGraphs } from "./merge-graphs.ts";
import { editKinds, makeEdit, stepTexts, stepTypes, treeOf } from "./random-edits.ts";
import { buildGraph, sampleFacts, triggerNode } from "./sample-graphs.ts";

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

const facts = { nodeTypes: sampleFacts.nodeTypes };
const step = (id: string, text = id): { id: string; type: string; config: object } => ({
  id,
  type: "email",
  config: { to: [text] },
});
const base = buildGraph([triggerNode(), step("a"), step("b"), step("c")], ["t>a", "a>b", "b>c"]);
const edit = (graph: Graph, id: string, change: (node: GraphNode) => GraphNode): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)),
});
const write = (graph: Graph, id: string, text: string): Graph =>
  edit(graph, id, (node) => ({ ...node, config: { to: [text] } }));
const same = (one: Graph, other: Graph): boolean =>
  graphChanges(one, other, sampleFacts).length === 0;
/** Edges by what they connect; their ids say nothing. */
const linesOf = ({ edges }: Graph): string[] =>
  edges.map(({ source, sourcePort, target }) => `${source}.${sourcePort}>${target}`).toSorted();

describe("mergeGraphs", () => {
  it("takes what only one side changed, without a conflict", () => {
    fc.assert(
      fc.property(graphArbitrary, editArbitrary, (graph, change) => {
        const { graph: changed } = makeEdit(graph, change);
        for (const sides of [
          { mine: changed, theirs: graph },
          { mine: graph, theirs: changed },
          { mine: changed, theirs: changed },
        ]) {
          const merge = mergeGraphs(graph, sides, facts);
          expect(merge.conflicts).toEqual([]);
          expect(linesOf(merge.graph)).toEqual(linesOf(changed));
          expect(same(merge.graph, changed)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("loses nothing silently: each side's change is in the result, or its step is a conflict", () => {
    fc.assert(
      fc.property(graphArbitrary, editArbitrary, editArbitrary, (graph, one, other) => {
        const [mine, theirs] = [
          makeEdit(graph, { ...one, mark: "mine" }),
          makeEdit(graph, { ...other, mark: "theirs" }),
        ];
        const merge = mergeGraphs(graph, { mine: mine.graph, theirs: theirs.graph }, facts);
        const disputed = new Set(merge.conflicts.map((conflict) => conflict.nodeId));
        const made = graphChanges(graph, merge.graph, sampleFacts);
        const isThere = (nodeId: string | null, kind: string): boolean =>
          made.some((change) => change.nodeId === nodeId && change.kind === kind);
        // What follows a step that the other took out follows the one before it, and so may not have moved.
        const lost = [mine, theirs].flatMap((side) =>
          graphChanges(graph, side.graph, sampleFacts).filter(
            ({ nodeId, kind }) =>
              nodeId === side.nodeId &&
              !disputed.has(side.nodeId) &&
              !isThere(nodeId, kind) &&
              !(kind === "moved" && [one.kind, other.kind].includes("remove")),
          ),
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("does as each conflict was decided", () => {
    fc.assert(
      fc.property(
        graphArbitrary,
        fc.nat(),
        fc.constantFrom("mine" as const, "theirs" as const),
        (graph, at, side) => {
          const [mine, theirs] = (["mine", "theirs"] as const).map((mark) =>
            makeEdit(graph, { kind: "setting", at, mark }),
          );
          if (mine === undefined || theirs === undefined) throw new Error("Expected two edits.");
          const sides = { mine: mine.graph, theirs: theirs.graph };
          expect(mergeGraphs(graph, sides, facts).conflicts).toEqual([
            { nodeId: mine.nodeId, kind: "changed" },
          ]);
          const choices = new Map([[mine.nodeId, side]]);
          expect(same(mergeGraphs(graph, sides, { ...facts, choices }).graph, sides[side])).toBe(
            true,
          );
        },
      ),
    );
  });

  it("joins changes of different steps", () => {
    const merge = mergeGraphs(
      base,
      { mine: write(base, "a", "mine"), theirs: write(base, "c", "theirs") },
      facts,
    );
    expect(merge.conflicts).toEqual([]);
    expect(merge.graph.nodes.map((node) => node.config["to"])).toEqual([
      undefined,
      ["mine"],
      ["b"],
      ["theirs"],
    ]);
  });

  it("asks where one took a step out that the other changed", () => {
    const without = { ...buildGraph([triggerNode(), step("a"), step("c")], ["t>a", "a>c"]) };
    const sides = { mine: without, theirs: write(base, "b", "theirs") };
    expect(mergeGraphs(base, sides, facts).conflicts).toEqual([{ nodeId: "b", kind: "removed" }]);
    const back = mergeGraphs(base, sides, { ...facts, choices: new Map([["b", "theirs"]]) });
    expect(back.graph.nodes.map((node) => node.id)).toContain("b");
  });

  it("gives no step two ways in where both put a step before it", () => {
    const insert = (id: string): Graph =>
      buildGraph(
        [triggerNode(), step("a"), step("b"), step("c"), step(id)],
        ["t>a", `a>${id}`, `${id}>b`, "b>c"],
      );
    const merge = mergeGraphs(base, { mine: insert("x"), theirs: insert("y") }, facts);
    expect(merge.conflicts).toEqual([{ nodeId: "b", kind: "moved" }]);
    expect(linesOf(merge.graph)).toEqual(["a.out>x", "a.out>y", "b.out>c", "t.out>a", "x.out>b"]);
    expect(new Set(merge.graph.edges.map((edge) => edge.id)).size).toBe(5);
  });

  it("never makes a circle of two moves that are fine alone", () => {
    const fork = buildGraph([triggerNode(), step("a"), step("b")], ["t>a", "t>b"]);
    const mine = buildGraph([triggerNode(), step("a"), step("b")], ["t>a", "a>b"]);
    const theirs = buildGraph([triggerNode(), step("a"), step("b")], ["b>a", "t>b"]);
    const merge = mergeGraphs(fork, { mine, theirs }, facts);
    expect(merge.conflicts.map((conflict) => conflict.nodeId)).toEqual(["a", "b"]);
    expect(linesOf(merge.graph)).toEqual(linesOf(mine));
  });

  it("keeps both sides' notes and each side's places", () => {
    const note = (id: string) => ({ id, text: id, position: { x: 0, y: 0 } });
    const mine: Graph = {
      ...edit(base, "a", (node) => ({ ...node, position: { x: 1, y: 1 } })),
      notes: [note("m")],
    };
    const theirs: Graph = {
      ...edit(base, "b", (node) => ({ ...node, position: { x: 2, y: 2 } })),
      notes: [note("o")],
    };
    const merge = mergeGraphs(base, { mine, theirs }, facts);
    expect(merge.conflicts).toEqual([]);
    expect(merge.graph.notes.map(({ id }) => id)).toEqual(["m", "o"]);
    expect(merge.graph.nodes.map(({ position }) => position?.x)).toEqual([
      undefined,
      1,
      2,
      undefined,
    ]);
  });
});
