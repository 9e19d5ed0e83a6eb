import type { Graph } from "@formloom/shared/graph";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOf } from "../../plugins/build-graph.ts";
import { changeRecorded, emptyHistory, redone, undone, type EditHistory } from "./edit-history.ts";
import type { GraphChange } from "./graph-change.ts";
import { applyChange } from "./graph-changes.ts";
import { graphDelta, withDelta } from "./graph-delta.ts";
import { fingerprintOf, historyText, readHistory } from "./kept-history.ts";

const start = graphOf(["trigger > filter", "filter > email", "email > slack"]);
const note = { id: "n", text: "Ask Ada", position: { x: 0, y: 0 } };

const change: fc.Arbitrary<GraphChange> = fc.oneof(
  fc
    .constantFrom("filter", "email", "slack")
    .map((id): GraphChange => ({ type: "nodesRemoved", nodeIds: [id] })),
  fc
    .tuple(fc.constantFrom("filter", "email", "slack"), fc.string({ maxLength: 8 }))
    .map(([nodeId, to]): GraphChange => ({
      type: "configChanged",
      nodeId,
      config: { to },
      setting: to,
    })),
  fc.nat(300).map((x): GraphChange => ({ type: "nodesMoved", positions: { email: { x, y: 5 } } })),
  fc.uuid().map((id): GraphChange => ({ type: "noteAdded", note: { ...note, id } })),
  fc.constant<GraphChange>({ type: "nodesTidied" }),
  fc.constant<GraphChange>({
    type: "graphReplaced",
    label: "replace it all",
    graph: graphOf(["trigger > slack", "slack > email"]),
  }),
);

interface Edited {
  graph: Graph;
  history: EditHistory;
}

function edited(changes: readonly GraphChange[]): Edited {
  let state: Edited = { graph: start, history: emptyHistory };
  for (const [index, each] of changes.entries()) {
    const result = applyChange(state.graph, each);
    if (!result.ok) continue;
    const at = index * 10_000;
    state = {
      graph: result.value,
      history: changeRecorded(state.history, state.graph, { change: each, at }),
    };
  }
  return state;
}

/** The graph as the server gives it back: other objects, members in another order. */
function fromServer(graph: Graph): Graph {
  const { notes, edges, nodes, schemaVersion } = structuredClone(graph);
  return { notes, edges, nodes, schemaVersion };
}

describe("a history over a reload", () => {
  it("goes back and forth through the same graphs as before", () => {
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 20 }),
        fc.nat(5),
        (changes, undos) => {
          let { graph, history } = edited(changes);
          for (let n = 0; n < undos; n += 1) {
            const travel = undone(history, graph);
            if (travel !== null) ({ graph, history } = travel);
          }
          const text = historyText(history, graph, 7);
          const reloaded = fromServer(graph);
          const read = readHistory(text, reloaded, 7);
          if (read === null) throw new Error("expected the history");
          expect(walked(read, reloaded)).toEqual(walked(history, graph));
        },
      ),
    );
  });

  it("is never put over a draft that somebody else changed", () => {
    const { graph, history } = edited([{ type: "nodesRemoved", nodeIds: ["filter"] }]);
    const text = historyText(history, graph, 7);
    expect(readHistory(text, graph, 7)).not.toBeNull();
    expect(readHistory(text, graph, 8)).toBeNull();
    expect(readHistory(text, { ...graph, notes: [note] }, 7)).toBeNull();
    expect(readHistory(text, start, 7)).toBeNull();
  });

  it("reads no nonsense", () => {
    for (const text of [
      "",
      "{",
      "null",
      '{"version":7}',
      '{"version":7,"fingerprint":"x","past":[{}],"future":[]}',
    ])
      expect(readHistory(text, start, 7)).toBeNull();
  });

  it("forgets the oldest steps where there are too many to keep", () => {
    const config = { text: "x".repeat(200_000) };
    const changes = Array.from({ length: 12 }, (_, at): GraphChange => ({
      type: "configChanged",
      nodeId: "email",
      config: { ...config, at },
      setting: `s${at}`,
    }));
    const { graph, history } = edited(changes);
    const text = historyText(history, graph, 1);
    expect(text.length).toBeLessThan(1_600_000);
    const read = readHistory(text, graph, 1);
    expect(read?.past.length).toBeGreaterThan(5);
    expect(read?.past.at(-1)?.graph).toEqual(history.past.at(-1)?.graph);
  });
});

function walked(history: EditHistory, graph: Graph): unknown {
  const seen: unknown[] = [];
  for (const go of [undone, redone])
    for (let at = go(history, graph); at !== null; at = go(at.history, at.graph))
      seen.push([at.label, at.graph]);
  return seen;
}

describe("graphDelta", () => {
  it("turns one graph into the other", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const { graph } = edited(changes);
        expect(withDelta(start, graphDelta(start, graph))).toEqual(graph);
        expect(withDelta(graph, graphDelta(graph, start))).toEqual(start);
      }),
    );
  });

  it("is small where little changed", () => {
    const { graph } = edited([{ type: "nodesMoved", positions: { email: { x: 1, y: 2 } } }]);
    expect(graphDelta(start, graph).nodes?.put).toHaveLength(1);
    expect(graphDelta(start, graph).edges).toBeUndefined();
  });
});

it("fingerprints tell graphs apart, not how they were written", () => {
  expect(fingerprintOf(fromServer(start))).toBe(fingerprintOf(start));
  expect(fingerprintOf({ ...start, notes: [note] })).not.toBe(fingerprintOf(start));
});
