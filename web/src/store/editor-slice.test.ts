import { beforeEach, describe, expect, it } from "vitest";
import { create } from "zustand";
import { copySteps } from "../features/editor/copied-steps.ts";
import { graphOf, linesOf } from "../plugins/build-graph.ts";
import { createEditorSlice, type EditorSlice } from "./editor-slice.ts";

const graph = graphOf(["trigger > filter", "filter > email"]);
const useSlice = create<EditorSlice>()(createEditorSlice);
const slice = () => useSlice.getState();
const editor = () => {
  const { editor } = slice();
  if (editor === null) throw new Error("expected an open editor");
  return editor;
};

describe("editor slice", () => {
  beforeEach(() => slice().editorOpened({ pipelineId: "p", graph, version: 3 }));

  it("changes the draft, remembers the way back and marks it unsaved", () => {
    expect(slice().graphChanged({ type: "nodesRemoved", nodeIds: ["filter"] })).toBeNull();
    expect(linesOf(editor().graph)).toEqual(["trigger > email"]);
    expect(editor().sync).toMatchObject({ edit: 1, savedEdit: 0, version: 3 });
    expect(slice().undoAsked()).toBe("delete");
    expect(editor().graph).toBe(graph);
    expect(slice().redoAsked()).toBe("delete");
    expect(linesOf(editor().graph)).toEqual(["trigger > email"]);
    expect(slice().redoAsked()).toBeNull();
  });

  it("hands back why it did not", () => {
    const edge = {
      id: "x",
      source: "email",
      sourcePort: "out",
      target: "filter",
      targetPort: "in",
    };
    expect(
      slice().graphChanged({ type: "edgeConnected", edge, targetTakesMany: false })?.code,
    ).toBe("cycle");
    expect(editor().history.past).toEqual([]);
  });

  it("closes the panel of a step that is gone", () => {
    slice().stepOpened("filter");
    expect(editor().chosen).toEqual(["filter"]);
    slice().graphChanged({ type: "nodesRemoved", nodeIds: ["filter"] });
    expect(editor()).toMatchObject({ openStep: null, chosen: [] });
  });

  it("takes somebody else's draft without losing ours", () => {
    slice().graphChanged({ type: "nodesRemoved", nodeIds: ["filter"] });
    slice().draftSynced({ type: "saveStarted" });
    slice().draftSynced({ type: "saveConflicted" });
    const theirs = graphOf(["trigger > slack"]);
    slice().theirsTaken({ graph: theirs, version: 9 });
    expect(editor().graph).toBe(theirs);
    expect(editor().sync).toMatchObject({ version: 9, state: { kind: "idle" } });
    slice().undoAsked();
    expect(linesOf(editor().graph)).toEqual(["trigger > email"]);
  });

  it("keeps the clipboard when another pipeline is opened", () => {
    const steps = { nodeIds: new Set(["filter", "email"]), noteIds: new Set<string>() };
    slice().stepsCopied(copySteps("p", graph, steps));
    slice().editorOpened({ pipelineId: "q", graph, version: 1 });
    expect(slice().clipboard?.nodes).toHaveLength(2);
    slice().editorClosed();
    expect(slice().graphChanged({ type: "nodesTidied" })).toBeNull();
    expect(slice().undoAsked()).toBeNull();
  });
});
