import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, type StepState } from "./advance.ts";
import { compileGraph } from "./compile.ts";
import type { Graph } from "./graph.ts";
import type { Plan, PlanStep } from "./plan.ts";
import { buildGraph, buildType, sampleFacts } from "./sample-graphs.ts";

const out = { id: "out", label: "Out" };
const ports = [out, { id: "a", label: "A" }, { id: "error", label: "If it fails" }];
const facts = {
  fields: sampleFacts.fields,
  nodeTypes: new Map(
    [
      buildType("trigger", { role: "trigger", inputs: [], outputs: [out] }),
      buildType("work", { outputs: ports }),
      buildType("merge", { role: "merge", outputs: ports }),
    ].map((type) => [type.id, type]),
  ),
};

const portIds = ["out", "a", "error"] as const;
const nodeArbitrary = fc.record({
  parents: fc.array(fc.record({ of: fc.nat(), port: fc.constantFrom(...portIds) }), {
    minLength: 1,
    maxLength: 4,
  }),
  mode: fc.constantFrom("all", "first"),
  place: fc.nat(),
});

/** Connected graphs without a cycle, their nodes in any order. */
const dagArbitrary = fc
  .array(nodeArbitrary, { minLength: 1, maxLength: 30 })
  .map((nodes): Graph => {
    const edges = nodes.flatMap(({ parents }, at) => {
      const ways = parents.map(({ of, port }) => {
        const from = of % (at + 1);
        return from === 0 ? `n0>n${at + 1}` : `n${from}.${port}>n${at + 1}`;
      });
      return [...new Set(ways)];
    });
    const steps = nodes.map(({ mode, place, parents }, at) => {
      const type = parents.length > 1 ? "merge" : "work";
      return { id: `n${at + 1}`, type, config: { mode }, place };
    });
    const trigger = { id: "n0", type: "trigger", config: { events: ["form.submitted"] }, place: 9 };
    const shuffled = [trigger, ...steps].toSorted(
      (one, other) => (one.place % 17) - (other.place % 17),
    );
    return buildGraph(
      shuffled.map(({ id, type, config }) => ({ id, type, config })),
      edges,
    );
  });

/** Any edges between a few nodes that may all have several. */
const tangleArbitrary = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 }))
  .map(([count, pairs]): Graph => {
    const nodes = Array.from({ length: count }, (_, at) => ({ id: `n${at}`, type: "merge" }));
    const edges = pairs.map(([from, to]) => `n${from % count}>n${to % count}`);
    const trigger = { id: "t", type: "trigger", config: { events: ["form.submitted"] } };
    return buildGraph([trigger, ...nodes], ["t>n0", ...edges]);
  });

function planOf(graph: Graph): Plan {
  const { plan, problems } = compileGraph(graph, facts);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  if (plan === null) throw new Error("Expected a plan.");
  return plan;
}

/** Removes, as often as there are some, nodes that nothing leads to: what is left holds a cycle. */
function hasCycle(graph: Graph): boolean {
  const edges = graph.edges.filter((edge) => edge.source !== edge.target);
  let left = new Set(graph.nodes.map((node) => node.id));
  for (;;) {
    const next = [...left].filter((id) =>
      edges.some((edge) => edge.target === id && left.has(edge.source)),
    );
    if (next.length === left.size) return next.length > 0;
    left = new Set(next);
  }
}

describe("compileGraph on any graph", () => {
  it("gives every node once and its parents before it", () => {
    fc.assert(
      fc.property(dagArbitrary, (graph) => {
        const { steps } = planOf(graph);
        const ids = steps.map((step) => step.nodeId);
        const expected = graph.nodes.map((node) => node.id).filter((id) => id !== "n0");
        expect(ids.toSorted()).toEqual(expected.toSorted());
        for (const [ordinal, step] of steps.entries()) {
          expect(step.parents.every((edge) => edge.from < ordinal)).toBe(true);
          const parents = step.parents.map(({ from, port }) => `${ids[from] ?? "n0"}.${port}`);
          const into = graph.edges.filter((edge) => edge.target === step.nodeId);
          expect(parents).toEqual(into.map((edge) => `${edge.source}.${edge.sourcePort}`));
        }
      }),
    );
  });

  it("gives the same plan whatever the nodes are called", () => {
    fc.assert(
      fc.property(dagArbitrary, (graph) => {
        const rename = (id: string): string => `x${1_000 - Number(id.slice(1))}`;
        const renamed: Graph = {
          ...graph,
          nodes: graph.nodes.map((node) => ({ ...node, id: rename(node.id) })),
          edges: graph.edges.map((edge) => ({
            ...edge,
            source: rename(edge.source),
            target: rename(edge.target),
          })),
        };
        const plan = planOf(graph);
        const steps = plan.steps.map((step) => ({ ...step, nodeId: rename(step.nodeId) }));
        expect(planOf(renamed)).toEqual({ ...plan, steps, triggerId: rename(plan.triggerId) });
      }),
    );
  });

  it("reports a cycle where there is one, with exactly its nodes", () => {
    fc.assert(
      fc.property(tangleArbitrary, (graph) => {
        const { problems } = compileGraph(graph, facts);
        const cycles = problems.filter((problem) => problem.code === "cycle");
        expect(cycles.length > 0).toBe(hasCycle(graph));
        const edges = new Set(graph.edges.map((edge) => `${edge.source}>${edge.target}`));
        for (const { nodeIds } of cycles) {
          expect(new Set(nodeIds).size).toBe(nodeIds.length);
          expect(nodeIds.length).toBeGreaterThan(1);
          const ways = nodeIds.map((id, at) => `${id}>${nodeIds[(at + 1) % nodeIds.length]}`);
          expect(ways.filter((way) => !edges.has(way))).toEqual([]);
        }
      }),
    );
  });
});

/** What a step ends as if it runs. */
const outcomes: readonly StepState[] = [
  ...portIds.map((port) => ({ status: "completed" as const, port })),
  { status: "completed", port: "none" },
  { status: "failed", port: "error" },
  { status: "failed", port: null },
];

/** The rule in one line: a step runs if some way to it was taken, however long others take. */
function expectedRuns(plan: Plan, ends: readonly StepState[]): boolean[] {
  const runs: boolean[] = [];
  for (const step of plan.steps) {
    runs.push(
      step.parents.some(
        ({ from, port }) => from < 0 || (runs[from] === true && ends[from]?.port === port),
      ),
    );
  }
  return runs;
}

function isSettled(state: StepState | undefined): boolean {
  return state?.status !== "waiting" && state?.status !== "pending";
}

function mayRun(step: PlanStep, states: readonly StepState[]): boolean {
  if (step.join !== "first") {
    return step.parents.every(({ from }) => from < 0 || isSettled(states[from]));
  }
  return step.parents.some(({ from, port }) => from < 0 || states[from]?.port === port);
}

describe("advance on any plan", () => {
  it("decides each step once, never before its parents, and as the model says", () => {
    const arbitrary = fc.tuple(
      dagArbitrary,
      fc.array(fc.constantFrom(...outcomes), { minLength: 30, maxLength: 30 }),
      fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    );
    fc.assert(
      fc.property(arbitrary, ([graph, ends, picks]) => {
        const plan = planOf(graph);
        const states: StepState[] = plan.steps.map(() => ({ status: "waiting", port: null }));
        const decided: number[] = [];
        const settle = (): void => {
          const { ready, skipped } = advance(plan, states);
          for (const { ordinal } of skipped) states[ordinal] = { status: "skipped", port: null };
          for (const ordinal of ready) {
            expect(mayRun(plan.steps[ordinal]!, states)).toBe(true);
            states[ordinal] = { status: "pending", port: null };
          }
          decided.push(...ready, ...skipped.map(({ ordinal }) => ordinal));
        };
        settle();
        for (const pick of picks) {
          const pending = [...states.keys()].filter((at) => states[at]?.status === "pending");
          const next = pending[pick % Math.max(1, pending.length)];
          if (next === undefined) break;
          states[next] = ends[next]!;
          settle();
        }
        expect(decided.toSorted((one, other) => one - other)).toEqual([...plan.steps.keys()]);
        const ran = states.map(({ status }) => status !== "skipped");
        expect(ran).toEqual(expectedRuns(plan, ends));
      }),
      { numRuns: 300 },
    );
  });
});
