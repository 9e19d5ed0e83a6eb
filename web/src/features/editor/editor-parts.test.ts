import type { Problem } from "@formloom/shared/graph";
import { describe, expect, it } from "vitest";
import { graphOf, sampleTypes } from "../../plugins/build-graph.ts";
import { dropCard, dropPlace } from "./drop-place.ts";
import { editorElements, type ElementFacts } from "./editor-elements.ts";

const graph = graphOf(["trigger > filter", "filter > email", "email:error > slack"]);
const facts: ElementFacts = {
  types: sampleTypes,
  problems: [],
  failures: new Map(),
  labels: {},
  kinds: {},
  choices: {},
  readOnly: false,
};
const elements = (changes: Partial<ElementFacts> = {}, shown = graph) =>
  editorElements(shown, { ...facts, ...changes }, () => undefined);

describe("editorElements", () => {
  it("draws each step, and a place to add after each open way", () => {
    const { nodes, edges } = elements();
    expect(nodes.map((node) => node.id)).toEqual([
      "trigger",
      "filter",
      "email",
      "slack",
      "add:email:out",
      "add:slack:out",
    ]);
    expect(edges.map((edge) => edge.data?.label ?? null)).toEqual([
      null,
      null,
      "If it fails",
      null,
      null,
    ]);
    expect(edges[0]?.data?.addLabel).toBe("Add a step between Trigger and Only if");
  });

  it("shows a handle for errors only where something follows them", () => {
    const ports = elements().nodes.map((node) =>
      node.type === "step" ? node.data.ports.map((port) => port.id) : [],
    );
    expect(ports.slice(2, 4)).toEqual([["out", "error"], ["out"]]);
  });

  it("offers nothing to change to those who may only look", () => {
    const { nodes, edges } = elements({ readOnly: true });
    expect(nodes.every((node) => node.type === "step")).toBe(true);
    expect(edges.every((edge) => edge.data?.onAdd === null)).toBe(true);
  });

  it("makes room for what is missing and says it to those who do not see it", () => {
    const problem: Problem = {
      severity: "error",
      code: "required",
      message: "Who gets it?",
      nodeId: "email",
      edgeId: null,
      path: "to",
      nodeIds: [],
    };
    const [plain, needy] = [elements(), elements({ problems: [problem] })].map(({ nodes }) =>
      nodes.find((node) => node.id === "email"),
    );
    expect(needy?.height).toBeGreaterThan(plain?.height ?? 0);
    expect(needy?.ariaLabel).toContain("Who gets it?");
  });

  it("asks for the first step of an empty automation", () => {
    const spot = elements({}, graphOf([], { trigger: {} })).nodes.find(
      (node) => node.type === "add",
    );
    expect(spot?.data).toMatchObject({ caption: "Add the first step" });
  });
});

describe("dropPlace", () => {
  const element = (dataset: DOMStringMap, edge: string | null = null) => ({
    dataset,
    closest: (selector: string) =>
      edge === null || !selector.includes("edge") ? null : { getAttribute: () => edge },
  });

  const part = (selector: string, data: Readonly<Record<string, string>>) => ({
    closest: (wanted: string) =>
      wanted === selector
        ? { getAttribute: (name: string) => data[name.replace("data-", "")] ?? null }
        : null,
  });

  it("finds the button, the edge or the open port below the pointer", () => {
    expect(dropPlace([element({}), element({ edgeId: "e1" })])).toEqual({
      kind: "edge",
      edgeId: "e1",
    });
    expect(dropPlace([element({ nodeId: "n", port: "out" })])).toEqual({
      kind: "port",
      nodeId: "n",
      port: "out",
    });
    expect(dropPlace([element({}, "e2")])).toEqual({ kind: "edge", edgeId: "e2" });
    expect(dropPlace([element({}, "to:add:email:out")])).toEqual({
      kind: "port",
      nodeId: "email",
      port: "out",
    });
    expect(dropPlace([element({})])).toBeNull();
    expect(dropPlace([part(".react-flow__handle.source", { nodeid: "n", handleid: "a" })])).toEqual(
      {
        kind: "port",
        nodeId: "n",
        port: "a",
      },
    );
    expect(dropCard([element({}), part(".react-flow__node-step", { id: "email" })])).toBe("email");
    expect(dropCard([element({})])).toBeNull();
  });
});
