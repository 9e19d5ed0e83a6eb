import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOf, linesOf, nodeTypeOf, sampleTypes } from "../../plugins/build-graph.ts";
import type { GraphChange } from "./graph-change.ts";
import { applyChange } from "./graph-changes.ts";
import { edgesInto, reaches } from "./graph-walk.ts";
import { additionAt, duplicationOf, newNode } from "./new-steps.ts";
import { neighbourPlace } from "./outline-rows.ts";

const chain = graphOf(["trigger > filter", "filter > email"]);
const node = (id: string) => ({ id, type: id, config: {} });

function changed(graph = chain, change: GraphChange) {
  const result = applyChange(graph, change);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("applyChange", () => {
  it("inserts a step into an edge", () => {
    const next = changed(chain, {
      type: "nodeInserted",
      edgeId: "e1",
      node: node("slack"),
      port: "out",
      newEdgeId: "x",
    });
    expect(linesOf(next)).toEqual(["trigger > filter", "filter > slack", "slack > email"]);
    expect(linesOf(chain)).toEqual(["trigger > filter", "filter > email"]);
  });

  it("appends a step after a port", () => {
    const next = changed(chain, {
      type: "nodeAppended",
      source: "email",
      sourcePort: "error",
      node: node("slack"),
      newEdgeId: "x",
    });
    expect(linesOf(next)).toContain("email:error > slack");
  });

  it("joins what stood before and after a removed step", () => {
    expect(linesOf(changed(chain, { type: "nodesRemoved", nodeIds: ["filter"] }))).toEqual([
      "trigger > email",
    ]);
  });

  it("joins every step that followed by the same port, and drops those after an error", () => {
    const graph = graphOf([
      "trigger > filter",
      "filter > email",
      "filter > slack",
      "filter:error > webhook",
    ]);
    const next = changed(graph, { type: "nodesRemoved", nodeIds: ["filter"] });
    expect(linesOf(next)).toEqual(["trigger > email", "trigger > slack"]);
  });

  it("does not guess which way of a branch goes on", () => {
    const graph = graphOf(["trigger > branch", "branch:a > email", "branch:otherwise > slack"]);
    expect(linesOf(changed(graph, { type: "nodesRemoved", nodeIds: ["branch"] }))).toEqual([]);
  });

  it("makes no second edge between two steps when it closes a gap", () => {
    const graph = graphOf(["trigger > merge", "trigger > email", "email > merge"]);
    expect(linesOf(changed(graph, { type: "nodesRemoved", nodeIds: ["email"] }))).toEqual([
      "trigger > merge",
    ]);
  });

  it("removes several steps at once, and what is already gone is no trouble", () => {
    const next = changed(chain, { type: "nodesRemoved", nodeIds: ["filter", "email", "nobody"] });
    expect(next.nodes.map((each) => each.id)).toEqual(["trigger"]);
    expect(next.edges).toEqual([]);
  });

  it("keeps the trigger", () => {
    const result = applyChange(chain, { type: "nodesRemoved", nodeIds: ["trigger"] });
    expect(result).toMatchObject({ ok: false, error: { code: "trigger" } });
  });

  it.each([
    ["cycle", "email", "filter", false],
    ["cycle", "email", "email", false],
    ["taken", "trigger", "email", false],
    ["same_edge", "filter", "email", true],
    ["trigger", "email", "trigger", true],
    ["missing", "email", "nobody", false],
  ])("refuses to connect: %s (%s to %s)", (code, source, target, targetTakesMany) => {
    const edge = { id: "x", source, sourcePort: "out", target, targetPort: "in" };
    expect(applyChange(chain, { type: "edgeConnected", edge, targetTakesMany })).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it("lets a merge follow several steps", () => {
    const graph = graphOf(["trigger > email", "trigger > slack", "email > merge"]);
    const edge = { id: "x", source: "slack", sourcePort: "out", target: "merge", targetPort: "in" };
    const next = changed(graph, { type: "edgeConnected", edge, targetTakesMany: true });
    expect(edgesInto(next, "merge")).toHaveLength(2);
  });

  it("remembers rounded places and forgets them when tidied", () => {
    const moved = changed(chain, { type: "nodesMoved", positions: { email: { x: 1.4, y: 2.6 } } });
    expect(moved.nodes.find((each) => each.id === "email")?.position).toEqual({ x: 1, y: 3 });
    expect(changed(moved, { type: "nodesTidied" })).toEqual(chain);
  });

  it("edits one step and shares the others", () => {
    const next = changed(chain, {
      type: "configChanged",
      nodeId: "email",
      config: { to: ["a"] },
      setting: "to",
    });
    expect(next.nodes[2]?.config).toEqual({ to: ["a"] });
    expect(next.nodes[1]).toBe(chain.nodes[1]);
  });

  it("drops a name and settings that are empty", () => {
    const named = changed(chain, { type: "nodeRenamed", nodeId: "email", name: "Tell sales" });
    expect(named.nodes[2]?.name).toBe("Tell sales");
    expect(changed(named, { type: "nodeRenamed", nodeId: "email", name: " " })).toEqual(chain);
    const off = changed(chain, {
      type: "settingsChanged",
      nodeId: "email",
      settings: { disabled: true },
    });
    expect(off.nodes[2]?.settings).toEqual({ disabled: true });
    expect(changed(off, { type: "settingsChanged", nodeId: "email", settings: {} })).toEqual(chain);
  });

  it("moves a step up and down its chain", () => {
    const up = neighbourPlace(chain, "email", "up");
    if (up === null) throw new Error("expected a place");
    const moved = changed(chain, {
      type: "nodeRelocated",
      nodeId: "email",
      to: up,
      port: "out",
      newEdgeId: "x",
    });
    expect(linesOf(moved).toSorted()).toEqual(["email > filter", "trigger > email"]);
    const down = neighbourPlace(chain, "filter", "down");
    if (down === null) throw new Error("expected a place");
    const back = changed(chain, {
      type: "nodeRelocated",
      nodeId: "filter",
      to: down,
      port: "out",
      newEdgeId: "x",
    });
    expect(linesOf(back).toSorted()).toEqual(["email > filter", "trigger > email"]);
    expect(neighbourPlace(chain, "filter", "up")).toBeNull();
    expect(neighbourPlace(chain, "email", "down")).toBeNull();
  });

  it("keeps every graph without circles and second parents, whatever is done", () => {
    const ids = ["trigger", "filter", "email", "slack1", "slack2", "merge"];
    const anyId = fc.constantFrom(...ids);
    const act = fc.oneof(
      fc.record({ kind: fc.constant("connect" as const), a: anyId, b: anyId }),
      fc.record({ kind: fc.constant("remove" as const), a: anyId, b: anyId }),
      fc.record({ kind: fc.constant("insert" as const), a: anyId, b: anyId }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        let graph = graphOf(["trigger > filter", "filter > email"], {
          slack1: {},
          slack2: {},
          merge: {},
        });
        for (const [index, { kind, a, b }] of acts.entries()) {
          const id = `n${index}`;
          const [edge] = edgesInto(graph, a);
          const change: GraphChange =
            kind === "connect"
              ? {
                  type: "edgeConnected",
                  edge: { id, source: a, sourcePort: "out", target: b, targetPort: "in" },
                  targetTakesMany: b === "merge",
                }
              : kind === "remove" || edge === undefined
                ? { type: "nodesRemoved", nodeIds: [a] }
                : {
                    type: "nodeInserted",
                    edgeId: edge.id,
                    node: node(id),
                    port: "out",
                    newEdgeId: `x${id}`,
                  };
          const result = applyChange(graph, change);
          if (result.ok) graph = result.value;
        }
        for (const edge of graph.edges) {
          expect(reaches(graph, edge.target, edge.source)).toBe(false);
          expect(edge.target === "merge" || edgesInto(graph, edge.target).length === 1).toBe(true);
        }
        expect(graph.nodes.some((each) => each.id === "trigger")).toBe(true);
      }),
    );
  });
});

describe("new steps", () => {
  const random = () => 0.5;
  const email = nodeTypeOf("google-sheets", { defaults: { to: [] }, version: 2 });

  it("have ids that fit a path, the type's defaults and version", () => {
    const made = newNode(email, random);
    expect(made).toMatchObject({ type: "google-sheets", typeVersion: 2, config: { to: [] } });
    expect(made.id).toMatch(/^google_sheets_[a-z2-9]{5}$/);
    expect(made.config).not.toBe(email.defaults);
  });

  it("go where the picker was opened", () => {
    expect(additionAt({ kind: "edge", edgeId: "e1" }, email, random)).toMatchObject({
      type: "nodeInserted",
      edgeId: "e1",
      port: "out",
    });
    expect(
      additionAt({ kind: "port", nodeId: "filter", port: "out" }, email, random),
    ).toMatchObject({ type: "nodeAppended", source: "filter" });
  });

  it("are copied right after their original, the trigger never", () => {
    const type = sampleTypes.get("filter");
    const copy = duplicationOf(chain, "filter", { type, random });
    expect(copy).toMatchObject({ type: "nodeInserted", edgeId: "e1" });
    expect(duplicationOf(chain, "email", { type, random })).toMatchObject({
      type: "nodeAppended",
      source: "email",
    });
    expect(duplicationOf(chain, "trigger", { type, random })).toBeNull();
  });
});
