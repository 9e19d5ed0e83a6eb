import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expectedErrors,
  hasCycle,
  knownField,
  modelTypes,
  neededSetting,
  reaches,
  unreachable,
} from "./compile.model.ts";
import { compileGraph, type CompileFacts } from "./compile.ts";
import { graphSchema, type Graph } from "./graph.ts";
import { buildType, sampleFields } from "./sample-graphs.ts";

const portsOf = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));
const roles = { trigger: "trigger", work: "action", split: "logic", merge: "merge" } as const;
const types = Object.entries(roles).map(([id, role]) =>
  buildType(id, {
    role,
    version: modelTypes[id]?.version ?? 1,
    inputs: portsOf(modelTypes[id]?.ins ?? []),
    outputs: portsOf(modelTypes[id]?.outs ?? []),
  }),
);
const facts: CompileFacts = {
  fields: sampleFields,
  nodeTypes: new Map(types.map((type) => [type.id, type])),
  checkConfig: ({ type, config }) =>
    type === "work" && config[neededSetting] === ""
      ? [{ path: neededSetting, code: "required", message: "Write a text." }]
      : [],
};

const idArbitrary = fc.nat(8).map((n) => `n${n}`);
const mostly = <Value>(usual: Value, ...odd: Value[]): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...odd) },
  );
const textArbitrary = fc.oneof(
  { weight: 9, arbitrary: fc.constant("plain") },
  { weight: 1, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: fc.constantFrom(knownField, "gone").map((id) => `{{ answers.${id} }}`) },
  { weight: 3, arbitrary: idArbitrary.map((id) => `{{ steps.${id}.result }}`) },
);
const nodeArbitrary = fc.record({
  type: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("work", "merge", "split") },
    { weight: 1, arbitrary: fc.constantFrom("ghost", "trigger") },
  ),
  typeVersion: mostly(1, 2, 3),
  text: textArbitrary,
  disabled: mostly(false, true),
  onError: mostly<"stop" | "continue">("stop", "continue"),
  /** The node before it, so that graphs are mostly connected. */
  after: fc.option(fc.nat(), { freq: 8 }),
});
const edgeArbitrary = fc.record({
  source: idArbitrary,
  sourcePort: mostly("out", "error", "a", "otherwise", "none"),
  target: idArbitrary,
  targetPort: mostly("in", "side"),
});

/** Graphs that may be broken in every way that the model knows. */
const graphArbitrary = fc
  .tuple(
    fc.array(nodeArbitrary, { maxLength: 7 }),
    fc.oneof(fc.constant([]), fc.array(edgeArbitrary, { maxLength: 4 })),
    mostly("trigger", "work"),
  )
  .map(([nodes, loose, first]): Graph => {
    const chain = nodes.flatMap(({ after }, at) => {
      if (after === null) return [];
      const source = after % (at + 1);
      const type = source === 0 ? first : nodes[source - 1]?.type;
      const sourcePort = type === "split" ? "a" : "out";
      return [{ source: `n${source}`, sourcePort, target: `n${at + 1}`, targetPort: "in" }];
    });
    const start = { id: "n0", type: first, config: { events: ["form.submitted"], text: "plain" } };
    const placed = nodes.map(({ type, typeVersion, text, disabled, onError }, at) => ({
      id: `n${at + 1}`,
      type,
      typeVersion,
      config: type === "trigger" ? { events: ["form.submitted"] } : { [neededSetting]: text },
      settings: { disabled, onError },
    }));
    return graphSchema.parse({
      nodes: [...placed, start],
      edges: [...chain, ...loose].map((edge, at) => ({ id: `e${at}`, ...edge })),
    });
  });

/** Asked about apart, since which circle is named is the compiler's choice. */
const ways = new Set(["cycle", "unreachable"]);
const ofEdges = new Set(["dangling_edge", "self_edge", "bad_port"]);
const ofGraph = new Set(["no_trigger", "several_triggers", "no_steps"]);

function foundErrors(graph: Graph): string[] {
  const errors = compileGraph(graph, facts).problems.filter(({ severity }) => severity === "error");
  return errors
    .filter(({ code }) => !ways.has(code))
    .map(({ code, nodeId, edgeId }) => {
      if (ofGraph.has(code)) return code;
      return `${code} ${(ofEdges.has(code) ? edgeId : nodeId) ?? ""}`;
    });
}

describe("compileGraph against the model", () => {
  it("finds exactly the errors that there are", () => {
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        const relevant = expectedErrors(graph).toSorted();
        expect(foundErrors(graph).toSorted()).toEqual(relevant);
      }),
      { numRuns: 3_000 },
    );
  });

  it("names a circle where there is one, and every node that no run comes to", () => {
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        const { problems } = compileGraph(graph, facts);
        const cycles = problems.filter(({ code }) => code === "cycle");
        expect(cycles.length > 0).toBe(hasCycle(graph));
        const circular = cycles.flatMap(({ nodeIds }) => nodeIds);
        for (const id of circular) expect([id, reaches(graph, id, id)]).toEqual([id, true]);
        const apart = problems
          .filter(({ code }) => code === "unreachable")
          .map((one) => one.nodeId ?? "");
        const lost = unreachable(graph).filter((id) => !circular.includes(id));
        expect(apart.toSorted()).toEqual(lost.toSorted());
      }),
      { numRuns: 3_000 },
    );
  });

  it("gives a plan if and only if nothing is wrong, with each step's ways and its join", () => {
    let plans = 0;
    fc.assert(
      fc.property(graphArbitrary, (graph) => {
        const { plan } = compileGraph(graph, facts);
        const isSound =
          expectedErrors(graph).length === 0 && !hasCycle(graph) && unreachable(graph).length === 0;
        expect(plan !== null).toBe(isSound);
        if (plan === null) return;
        plans += 1;
        const names = plan.steps.map(({ nodeId }) => nodeId);
        expect(names.toSorted()).toEqual(
          graph.nodes
            .map(({ id }) => id)
            .filter((id) => id !== "n0")
            .toSorted(),
        );
        for (const [ordinal, step] of plan.steps.entries()) {
          const node = graph.nodes.find(({ id }) => id === step.nodeId);
          expect(step.join).toBe(node?.type === "merge" ? "all" : null);
          expect(step.parents.every(({ from }) => from < ordinal)).toBe(true);
          const into = step.parents.map(({ from, port }) => `${names[from] ?? "n0"}.${port}`);
          const edges = graph.edges.filter(({ target }) => target === step.nodeId);
          expect(into).toEqual(edges.map(({ source, sourcePort }) => `${source}.${sourcePort}`));
          const errorEdge = graph.edges.some(
            ({ source, sourcePort }) => source === step.nodeId && sourcePort === "error",
          );
          expect(step.hasErrorEdge).toBe(errorEdge);
        }
      }),
      { numRuns: 3_000 },
    );
    // The graphs must not all be broken, or nothing was looked at.
    expect(plans).toBeGreaterThan(100);
  });
});
