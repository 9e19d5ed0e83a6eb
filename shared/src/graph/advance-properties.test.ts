import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runModel, start, type ModelEdge, type ModelEnd, type ModelNode } from "./advance.model.ts";
import { advance, judgeRun, noPort, type SkipReason, type StepState } from "./advance.ts";
import { compileGraph } from "./compile.ts";
import type { Graph } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { buildGraph, buildType } from "./sample-graphs.ts";

const out = { id: "out", label: "Out" };
const ways = ["a", "b", "otherwise"].map((id) => ({ id, label: id }));
const types = [
  buildType("trigger", { role: "trigger", inputs: [], outputs: [out] }),
  buildType("filter", { role: "logic", outputs: [out] }),
  buildType("branch", { role: "logic", outputs: ways }),
  buildType("merge", { role: "merge", outputs: [out] }),
  buildType("work", { outputs: [out, { id: "error", label: "If it fails" }] }),
];
const facts = { fields: [], nodeTypes: new Map(types.map((type) => [type.id, type])) };

type Shape = "work" | "filter" | "branch";
/** What happens to a node when it runs; how that ends depends on its settings. */
type Luck = "well" | "no" | "a" | "b" | "otherwise" | "fails" | "unknown";

interface Drawn {
  readonly shape: Shape;
  readonly parents: readonly { readonly of: number; readonly port: number }[];
  readonly mode: "all" | "first";
  readonly luck: Luck;
  readonly goesOn: boolean;
  readonly disabled: boolean;
}

const portsOf: Readonly<Record<Shape | "merge", readonly string[]>> = {
  work: ["out", "error"],
  filter: ["out"],
  branch: ["a", "b", "otherwise"],
  merge: ["out"],
};

const drawnArbitrary: fc.Arbitrary<Drawn> = fc.record({
  shape: fc.constantFrom<Shape[]>("work", "work", "filter", "branch"),
  parents: fc.oneof(
    { weight: 2, arbitrary: fc.array(way(), { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(way(), { minLength: 2, maxLength: 4 }) },
  ),
  mode: fc.constantFrom("all", "first"),
  luck: fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom<Luck[]>("well", "a", "b", "otherwise", "no", "fails"),
    },
    { weight: 1, arbitrary: fc.constant<Luck>("unknown") },
  ),
  goesOn: fc.boolean(),
  disabled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

function way(): fc.Arbitrary<Drawn["parents"][number]> {
  return fc.record({ of: fc.nat(), port: fc.nat() });
}

interface Case {
  readonly graph: Graph;
  readonly nodes: readonly ModelNode[];
  readonly edges: readonly ModelEdge[];
}

/** Draws a graph without a cycle, and what its nodes would do. */
function caseOf(drawn: readonly Drawn[]): Case {
  const kinds = drawn.map(({ shape, parents }) => (parents.length > 1 ? "merge" : shape));
  const edges = drawn.flatMap(({ parents }, at) => {
    const found = parents.map(({ of, port }): ModelEdge => {
      const from = of % (at + 1);
      const ports = portsOf[kinds[from - 1] ?? "filter"];
      const source = from === 0 ? start : `n${from}`;
      return { from: source, port: ports[port % ports.length] ?? "out", to: `n${at + 1}` };
    });
    return [...new Map(found.map((edge) => [`${edge.from}.${edge.port}`, edge])).values()];
  });
  const nodes = drawn.map((node, at): ModelNode => {
    const id = `n${at + 1}`;
    const kind = kinds[at] ?? "work";
    const hasErrorEdge = edges.some(({ from, port }) => from === id && port === "error");
    const end = endOf(node, kind, hasErrorEdge);
    return { id, join: kind === "merge" ? node.mode : null, end };
  });
  const placed = drawn.map(({ mode, goesOn, disabled }, at) => {
    const kind = kinds[at] ?? "work";
    const passes = kind !== "branch";
    const settings = {
      ...(goesOn && passes && { onError: "continue" }),
      ...(disabled && passes && { disabled: true }),
    };
    return { id: `n${at + 1}`, type: kind, config: { mode }, settings };
  });
  const trigger = { id: start, type: "trigger", config: { events: ["form.submitted"] } };
  const graph = buildGraph(
    [trigger, ...placed.toReversed()],
    edges.map(({ from, port, to }) => `${from}.${port}>${to}`),
  );
  return { graph, nodes, edges };
}

function endOf(
  { luck, goesOn, disabled }: Drawn,
  kind: Shape | "merge",
  hasErrorEdge: boolean,
): ModelEnd {
  if (kind === "branch") return branchEnd(luck);
  if (disabled) return leaves("out");
  if (luck === "unknown" && kind === "work") return { kind: "unknown" };
  if (luck === "fails" && hasErrorEdge) return leaves("error");
  if (luck === "fails") return goesOn ? leaves("out") : { kind: "stops" };
  return leaves(luck === "no" && kind === "filter" ? noPort : "out");
}

const leaves = (port: string): ModelEnd => ({ kind: "leaves", port });

function branchEnd(luck: Luck): ModelEnd {
  const chosen = ["a", "b"].find((port) => port === luck) ?? "otherwise";
  return luck === "fails" ? { kind: "stops" } : leaves(chosen);
}

function planOf(graph: Graph): Plan {
  const { plan, problems } = compileGraph(graph, facts);
  if (plan === null) throw new Error(`a plan was expected, not ${JSON.stringify(problems)}`);
  return plan;
}

/** The state that a step which runs ends in. */
function stateOf(end: ModelEnd, luck: Luck): StepState {
  if (end.kind === "unknown") return { status: "unknown", port: null };
  if (end.kind === "stops") return { status: "failed", port: null };
  return { status: luck === "fails" ? "failed" : "completed", port: end.port };
}

interface Walked {
  readonly states: readonly StepState[];
  readonly begun: readonly number[];
  readonly reasons: ReadonlyMap<number, SkipReason>;
}

/** Drives `advance` by hand: which of the open steps ends next is drawn. */
function walk(plan: Plan, ends: readonly StepState[], picks: readonly number[]): Walked {
  const states: StepState[] = plan.steps.map(() => ({ status: "waiting", port: null }));
  const begun: number[] = [];
  const reasons = new Map<number, SkipReason>();
  for (let round = 0; ; round += 1) {
    const { ready, skipped } = advance(plan, states);
    for (const { ordinal, reason } of skipped) {
      states[ordinal] = { status: "skipped", port: null };
      reasons.set(ordinal, reason);
    }
    for (const ordinal of ready) states[ordinal] = { status: "running", port: null };
    begun.push(...ready);
    // What is decided once is not decided again.
    expect(advance(plan, states)).toEqual({ ready: [], skipped: [] });
    const running = [...states.keys()].filter((at) => states[at]?.status === "running");
    if (running.length === 0) return { states, begun, reasons };
    expect(judgeRun(plan, states)).toEqual({ kind: "resting" });
    const next = running[(picks[round % picks.length] ?? 0) % running.length] ?? 0;
    states[next] = ends[next] ?? { status: "failed", port: null };
  }
}

function fits(
  reason: SkipReason | undefined,
  parents: readonly (StepState | undefined)[],
): boolean {
  switch (reason) {
    case "failed":
      return parents.some((parent) => parent?.status === "failed" && parent.port === null);
    case "filter":
      return parents.some((parent) => parent?.port === noPort);
    case "parent":
      return parents.every((parent) => parent?.status === "skipped");
    case "branch":
      return parents.some((parent) => parent?.port !== null);
    case undefined:
      return false;
  }
}

describe("advance and judgeRun against the model", () => {
  const cases = fc.array(drawnArbitrary, { minLength: 1, maxLength: 24 });
  const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });

  it("run the same steps to the same end, in whatever order they end", () => {
    fc.assert(
      fc.property(cases, picks, (drawn, order) => {
        const { graph, nodes, edges } = caseOf(drawn);
        const plan = planOf(graph);
        const expected = runModel(nodes, edges);
        const at = (id: string): number => Number(id.slice(1)) - 1;
        const ends = plan.steps.map(({ nodeId }) =>
          stateOf(nodes[at(nodeId)]?.end ?? { kind: "stops" }, drawn[at(nodeId)]?.luck ?? "well"),
        );
        const { states, begun, reasons } = walk(plan, ends, order);
        expect(new Set(begun).size).toBe(begun.length);
        for (const [ordinal, { nodeId, parents }] of plan.steps.entries()) {
          const status = states[ordinal]?.status;
          const fate = status === "waiting" ? "open" : status === "skipped" ? "skipped" : "ran";
          expect([nodeId, fate]).toEqual([nodeId, expected.fates.get(nodeId)]);
          if (fate !== "skipped") continue;
          const sources = parents.map(({ from }) => states[from]);
          expect([nodeId, fits(reasons.get(ordinal), sources)]).toEqual([nodeId, true]);
        }
        const verdict = judgeRun(plan, states);
        const ended = { kind: "ended", status: expected.status, outcome: expected.outcome };
        const asked = { kind: "needs_attention" };
        expect(verdict).toEqual(expected.status === "needs_attention" ? asked : ended);
      }),
      { numRuns: 2_000 },
    );
  });

  it("lets a join of all wait for every way, and one of the first for none but the first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), picks, (count, order) => {
        const names = Array.from({ length: count }, (_, at) => `n${at}`);
        const edges = names.flatMap((name) => [`start>${name}`, `${name}>all`, `${name}>first`]);
        const plan = planOf(
          buildGraph(
            [
              { id: start, type: "trigger", config: { events: ["form.submitted"] } },
              ...names.map((id) => ({ id, type: "work" })),
              { id: "all", type: "merge", config: { mode: "all" } },
              { id: "first", type: "merge", config: { mode: "first" } },
            ],
            edges,
          ),
        );
        const ordinalOf = (id: string): number =>
          plan.steps.findIndex((step) => step.nodeId === id);
        const states: StepState[] = plan.steps.map(() => ({ status: "waiting", port: null }));
        for (const name of names) states[ordinalOf(name)] = { status: "running", port: null };
        const left = [...names];
        for (let round = 0; left.length > 0; round += 1) {
          expect(advance(plan, states).ready).not.toContain(ordinalOf("all"));
          expect(advance(plan, states).ready.includes(ordinalOf("first"))).toBe(round > 0);
          const [name] = left.splice((order[round % order.length] ?? 0) % left.length, 1);
          states[ordinalOf(name ?? "")] = { status: "completed", port: "out" };
        }
        expect(advance(plan, states).ready).toContain(ordinalOf("all"));
      }),
    );
  });
});

describe("advance on large graphs", () => {
  const trigger = { id: start, type: "trigger", config: { events: ["form.submitted"] } };
  const well = (plan: Plan): StepState[] =>
    plan.steps.map(() => ({ status: "completed", port: "out" }));

  it("walks thirty diamonds in a row, each node once", () => {
    const nodes = Array.from({ length: 30 }, (_, at) => [
      { id: `l${at}`, type: "work" },
      { id: `r${at}`, type: "work" },
      { id: `j${at}`, type: "merge", config: { mode: "all" } },
    ]).flat();
    const edges = Array.from({ length: 30 }, (_, at) => {
      const from = at === 0 ? start : `j${at - 1}`;
      return [`${from}>l${at}`, `${from}>r${at}`, `l${at}>j${at}`, `r${at}>j${at}`];
    }).flat();
    const plan = planOf(buildGraph([trigger, ...nodes], edges));
    const beganAt = performance.now();
    const { states, begun } = walk(plan, well(plan), [1]);
    // A walk over every way through it would be 2^30 steps.
    expect(performance.now() - beganAt).toBeLessThan(2_000);
    expect(begun.length).toBe(90);
    expect(states.every(({ status }) => status === "completed")).toBe(true);
  });

  it("begins 999 steps at once, and decides each end in its turn", () => {
    const names = Array.from({ length: 999 }, (_, at) => `n${at}`);
    const plan = planOf(
      buildGraph(
        [trigger, ...names.map((id) => ({ id, type: "work" }))],
        names.map((id) => `${start}>${id}`),
      ),
    );
    const beganAt = performance.now();
    const states = plan.steps.map((): StepState => ({ status: "waiting", port: null }));
    expect(advance(plan, states).ready.length).toBe(999);
    for (const ordinal of states.keys()) {
      states[ordinal] = { status: "completed", port: "out" };
      advance(plan, states);
    }
    expect(performance.now() - beganAt).toBeLessThan(5_000);
    expect(judgeRun(plan, states)).toEqual({ kind: "ended", status: "completed", outcome: null });
  });
});
