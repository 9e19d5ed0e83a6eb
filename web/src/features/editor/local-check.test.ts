import { checkManifest, toNodeType, type PluginManifest } from "@formloom/plugin-sdk";
import { fieldSchema } from "@formloom/shared/form";
import type { Graph, GraphNode } from "@formloom/shared/graph";
import { beforeAll, describe, expect, it } from "vitest";
import { loadManifests } from "../../plugins/registry.ts";
import { checkGraph, needsServer, type CheckFacts } from "./local-check.ts";

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
].map((field) => fieldSchema.parse(field));
let manifests: ReadonlyMap<string, PluginManifest>;
let facts: CheckFacts;

beforeAll(async () => {
  manifests = await loadManifests();
  const types = new Map([...manifests].map(([id, manifest]) => [id, toNodeType(manifest)]));
  facts = { fields, types, manifests, connectionIds: null };
});

const trigger: GraphNode = {
  id: "t",
  type: "trigger",
  config: { events: ["form.submitted"], filter: null },
};
const mail = (id: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type: "email",
  config: {
    to: ["{{ answers.email }}"],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: "Hi {{ answers.name }}",
    body: { format: "html", content: "<p>Hello {{ answers.name }}</p>" },
    ...config,
  },
});
const chain = (steps: readonly GraphNode[]): Graph => ({
  schemaVersion: 1,
  nodes: [trigger, ...steps],
  edges: steps.map(({ id }, at) => ({
    id: `e${at}`,
    source: at === 0 ? "t" : (steps[at - 1]?.id ?? "t"),
    sourcePort: "out",
    target: id,
    targetPort: "in",
  })),
  notes: [],
});

describe("checkGraph", () => {
  it("finds what the plugin's own check finds, without a server", () => {
    const graph = chain([mail("m", { to: ["not an address"], subject: "" })]);
    expect(checkGraph(graph, facts).problems.map(({ path, severity }) => [path, severity])).toEqual(
      [
        ["to.0", "error"],
        ["subject", "error"],
      ],
    );
    expect(checkGraph(chain([mail("m")]), facts).problems).toEqual([]);
  });

  it("tells the sentence with its steps", () => {
    const { sentence } = checkGraph(chain([mail("m")]), facts);
    expect(sentence.map(({ text }) => text).join("")).toBe(
      "When someone submits the form, email Email.",
    );
    expect(sentence.find(({ nodeId }) => nodeId === "m")?.text).toBe("email Email");
  });

  it("knows connections that are gone, where they are known at all", () => {
    const graph = chain([{ ...mail("m"), connectionId: "00000000-0000-4000-8000-000000000001" }]);
    const codes = (ids: ReadonlySet<string> | null) =>
      checkGraph(graph, { ...facts, connectionIds: ids }).problems.map(({ code }) => code);
    expect(codes(new Set())).toEqual(["connection_missing"]);
    expect(codes(null)).toEqual([]);
  });

  it("leaves to the server only what this page was not built with", () => {
    const odd = { id: "odd", type: "odd", config: {} };
    const manifest = manifests.get("delay");
    if (manifest === undefined) throw new Error("Expected the delay.");
    const oddType = { ...toNodeType(checkManifest("delay", { manifest })), id: "odd" };
    const types = new Map([...facts.types, ["odd", oddType] as const]);
    expect(needsServer(chain([mail("m")]), facts)).toBe(false);
    expect(needsServer(chain([odd]), { ...facts, types })).toBe(true);
  });

  it("judges 1,000 steps again within 50 ms after one of them changed", () => {
    const steps = Array.from({ length: 999 }, (_, at) => mail(`m${at}`));
    checkGraph(chain(steps), facts);
    const times = Array.from({ length: 25 }, (_, round) => {
      const edited = chain(steps.with(round, mail(`m${round}`, { subject: `Round ${round}` })));
      const began = performance.now();
      expect(checkGraph(edited, facts).problems).toEqual([]);
      return performance.now() - began;
    });
    // The best of many: how long it takes where nothing else has the processor.
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
