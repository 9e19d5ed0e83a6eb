import { beforeEach, describe, expect, it } from "vitest";
import { create } from "zustand";
import { joinDrafts } from "../features/editor/changes/join-drafts.ts";
import { copySteps } from "../features/editor/copied-steps.ts";
import { graphOf, linesOf, sampleTypes } from "../plugins/build-graph.ts";
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

  it("joins somebody else's draft, which undoing an edit of ours leaves in place", () => {
    slice().graphChanged({ type: "nodeRenamed", nodeId: "filter", name: "Ours" });
    const renamed = graph.nodes.map((node) =>
      node.id === "email" ? { ...node, name: "Theirs" } : node,
    );
    const theirs = { graph: { ...graph, nodes: renamed }, version: 9, by: null };
    const joined = joinDrafts(editor(), theirs, { nodeTypes: sampleTypes });
    expect(joined.conflicts).toEqual([]);
    slice().theirsJoined({ ...joined, theirs });
    expect(editor().sync).toMatchObject({ version: 9, base: theirs.graph });
    const names = () => editor().graph.nodes.map((node) => node.name);
    expect(names()).toEqual([undefined, "Ours", "Theirs"]);
    slice().undoAsked();
    expect(names()).toEqual([undefined, undefined, "Theirs"]);
    slice().redoAsked();
    expect(names()).toEqual([undefined, "Ours", "Theirs"]);
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
