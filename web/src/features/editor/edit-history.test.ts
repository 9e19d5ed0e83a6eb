import { describe, expect, it } from "vitest";
import { graphOf } from "../../plugins/build-graph.ts";
import { changeRecorded, emptyHistory, redone, stepClosed, undone } from "./edit-history.ts";
import type { GraphChange } from "./graph-change.ts";

const [a, b, c] = [
  graphOf(["trigger > email"]),
  graphOf(["trigger > slack"]),
  graphOf(["trigger > filter"]),
];
const remove: GraphChange = { type: "nodesRemoved", nodeIds: ["email"] };
const type = (setting: string): GraphChange => ({
  type: "configChanged",
  nodeId: "email",
  config: {},
  setting,
});
const move: GraphChange = { type: "nodesMoved", positions: { email: { x: 0, y: 0 } } };

describe("edit history", () => {
  it("goes back and forth", () => {
    const history = changeRecorded(emptyHistory, a, { change: remove, at: 0 });
    const back = undone(history, b);
    expect(back).toMatchObject({ graph: a, label: "delete" });
    const forth = redone(back?.history ?? emptyHistory, a);
    expect(forth?.graph).toBe(b);
    expect(forth?.history.past).toHaveLength(1);
    expect(undone(emptyHistory, a)).toBeNull();
    expect(redone(history, b)).toBeNull();
  });

  it("says what a whole other graph came from", () => {
    const change: GraphChange = { type: "graphReplaced", graph: b, label: "discard the changes" };
    const history = changeRecorded(emptyHistory, a, { change, at: 0 });
    expect(undone(history, b)?.label).toBe("discard the changes");
  });

  it("takes typing in one setting as one step until it is left", () => {
    let history = changeRecorded(emptyHistory, a, { change: type("to"), at: 0 });
    history = changeRecorded(history, b, { change: type("to"), at: 60_000 });
    expect(history.past).toHaveLength(1);
    expect(undone(history, c)?.graph).toBe(a);
    history = changeRecorded(stepClosed(history), c, { change: type("to"), at: 60_001 });
    expect(history.past).toHaveLength(2);
    expect(changeRecorded(history, c, { change: type("subject"), at: 60_002 }).past).toHaveLength(
      3,
    );
  });

  it("takes a burst of moves as one step, and a later move as another", () => {
    let history = changeRecorded(emptyHistory, a, { change: move, at: 0 });
    history = changeRecorded(history, b, { change: move, at: 700 });
    history = changeRecorded(history, b, { change: move, at: 1_400 });
    expect(history.past).toHaveLength(1);
    expect(changeRecorded(history, c, { change: move, at: 9_000 }).past).toHaveLength(2);
  });

  it("forgets what was undone once something else is done", () => {
    const back = undone(changeRecorded(emptyHistory, a, { change: remove, at: 0 }), b);
    const history = changeRecorded(back?.history ?? emptyHistory, a, { change: remove, at: 1 });
    expect(history.future).toEqual([]);
  });

  it("keeps the last 200 steps", () => {
    let history = emptyHistory;
    for (let at = 0; at < 250; at += 1)
      history = changeRecorded(history, a, { change: remove, at });
    expect(history.past).toHaveLength(200);
    expect(history.past.at(-1)?.at).toBe(249);
  });
});
