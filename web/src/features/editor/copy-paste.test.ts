import type { Graph, GraphNode } from "@formloom/shared/graph";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOf, linesOf, sampleTypes } from "../../plugins/build-graph.ts";
import { copiedText, copySteps, readCopied, type CopiedSteps } from "./copied-steps.ts";
import { applyChange } from "./graph-changes.ts";
import { brokenReferences, pasteOf, type PasteOptions } from "./paste-steps.ts";
import { rebindSteps, stepsUsed } from "./rebind-steps.ts";

const pipelineId = "0198d1c0-0000-7000-8000-000000000001";
const graph = graphOf(["trigger > email1", "email1 > email2", "email2 > slack"], {
  email2: { config: { subject: "{{ steps.email1.messageId | upper }} of {{ answers.name }}" } },
  slack: { config: { text: "{{steps.email2.messageId}} {{ steps.email1.messageId }}" } },
});

function copied(nodeIds: readonly string[], from = graph): CopiedSteps {
  return copySteps(pipelineId, from, { nodeIds: new Set(nodeIds), noteIds: new Set() });
}

function options(change: Partial<PasteOptions> = {}): PasteOptions {
  let seed = 0;
  return {
    pipelineId,
    types: sampleTypes,
    random: () => (seed += 0.0137) % 1,
    after: null,
    ...change,
  };
}

function pasted(steps: CopiedSteps, into: Graph, change: Partial<PasteOptions> = {}) {
  const paste = pasteOf(into, steps, options(change));
  const result = applyChange(into, paste);
  if (!result.ok) throw new Error(result.error.message);
  return { paste, graph: result.value };
}

const configs = (nodes: readonly GraphNode[]) => nodes.map((node) => node.config);

describe("pasting", () => {
  it("points references among the pasted steps to the copies, and leaves the others", () => {
    const { paste } = pasted(copied(["email2", "slack"]), graph);
    const [email, slack] = paste.nodes;
    expect(configs(paste.nodes)).toEqual([
      { subject: "{{ steps.email1.messageId | upper }} of {{ answers.name }}" },
      { text: `{{steps.${email?.id}.messageId}} {{ steps.email1.messageId }}` },
    ]);
    expect(paste.edges).toMatchObject([{ source: email?.id, target: slack?.id }]);
    expect(configs(graph.nodes)[3]).toEqual({
      text: "{{steps.email2.messageId}} {{ steps.email1.messageId }}",
    });
  });

  it("puts a chain onto a line, so that what followed still does", () => {
    const edge = graph.edges[1];
    const after = { kind: "edge", edgeId: edge?.id ?? "" } as const;
    const { paste, graph: next } = pasted(copied(["email2", "slack"]), graph, { after });
    const [first, last] = paste.nodes.map((node) => node.id);
    expect(linesOf(next)).toEqual(
      expect.arrayContaining([`email1 > ${first}`, `${first} > ${last}`, `${last} > email2`]),
    );
    expect(linesOf(next)).not.toContain("email1 > email2");
    expect(brokenReferences(next, paste)).toBe(0);
  });

  it("stands beside what follows where it has no single way on", () => {
    const two = graphOf(["trigger > email1"], { slack: {}, webhook: {} });
    const after = { kind: "edge", edgeId: "e0" } as const;
    const { graph: next } = pasted(copied(["slack", "webhook"], two), two, { after });
    expect(linesOf(next)).toHaveLength(3);
    expect(linesOf(next)).toContain("trigger > email1");
  });

  it("counts references to steps that do not come before", () => {
    const { paste, graph: next } = pasted(copied(["slack"]), graph, {
      after: { kind: "port", nodeId: "trigger", port: "out" },
    });
    expect(brokenReferences(next, paste)).toBe(2);
  });

  it("never takes another automation's step for one of this that has the same id", () => {
    const other = graphOf(["trigger > email1"]);
    const { paste, graph: next } = pasted(copied(["slack"]), other, {
      pipelineId: "0198d1c0-0000-7000-8000-000000000002",
      after: { kind: "port", nodeId: "email1", port: "out" },
    });
    expect([...stepsUsed(paste.nodes[0]?.config ?? {})]).toEqual(["email2", "not_here_email1"]);
    expect(brokenReferences(next, paste)).toBe(2);
  });

  it("leaves the step that starts it all behind, and refuses more than an automation holds", () => {
    expect(copied(["trigger", "email1"]).nodes).toHaveLength(1);
    const many = graphOf(
      [],
      Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`email${at}`, {}])),
    );
    const paste = pasteOf(
      many,
      copied(
        many.nodes.map((node) => node.id),
        many,
      ),
      options({ random: Math.random }),
    );
    expect(applyChange(many, paste)).toMatchObject({ ok: false, error: { code: "too_many" } });
  });

  it("gives ids that nothing has, though chance repeats itself", () => {
    const random = fc.sample(fc.double({ min: 0, max: 0.999, noNaN: true }), 5_000);
    let at = 0;
    const repeating = () => random[at++ % 7] ?? at / 100_000;
    const { graph: next } = pasted(copied(["email1"]), graph, { random: repeating });
    expect(new Set(next.nodes.map((node) => node.id)).size).toBe(next.nodes.length);
  });
});

const ids = ["a", "ab", "a_b", "x-1"];
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ids).map((id) => `{{ steps.${id}.out | default: "{{ steps.a.x }}" }}`),
      fc.constantFrom(...ids).map((id) => `{{steps.${id}}}`),
      fc.constantFrom("steps.a.out", "{{ answers.a }}", "{{ steps", "}}", "Größe "),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));
const rule = fc.record({
  field: fc.constantFrom("steps.a.out", "answers.a", "steps.ab.out"),
  operator: fc.constant("="),
  value: text,
});
const settings = fc.record({
  to: fc.array(text),
  rules: fc.array(rule),
  deep: fc.record({ text }),
});

describe("rebindSteps", () => {
  const there = new Map(ids.map((id) => [id, `new_${id}`]));
  const back = new Map(ids.map((id) => [`new_${id}`, id]));

  it("renames every reference, and renaming back gives the same settings letter for letter", () => {
    fc.assert(
      fc.property(settings, (config) => {
        const renamed = rebindSteps(config, there);
        expect(rebindSteps(renamed, back)).toEqual(config);
        const used = [...stepsUsed(config)].map((id) => there.get(id) ?? id);
        expect([...stepsUsed(renamed)]).toEqual(used);
        expect(rebindSteps(config, new Map())).toEqual(config);
      }),
    );
  });
});

describe("the clipboard", () => {
  it("brings back what was copied", () => {
    const steps = copied(["email2", "slack"]);
    expect(readCopied(copiedText(steps))).toEqual(steps);
  });

  it("takes nothing that is not sound", () => {
    const steps = copied(["email1", "email2"]);
    const [first] = steps.nodes;
    if (first === undefined) throw new Error("expected a step");
    const with_ = (change: object) => JSON.stringify({ ...steps, ...change });
    const deep = Array.from({ length: 60 }).reduce<object>((inner) => ({ inner }), {});
    const wrong = [
      "",
      "Hello",
      '{"formloom":"steps"',
      '{"formloom":"steps"}',
      with_({ nodes: [first, first] }),
      with_({ nodes: [{ ...first, id: "../../x" }] }),
      with_({ nodes: [{ ...first, onClick: "alert(1)" }] }),
      with_({ nodes: [{ ...first, config: deep }] }),
      with_({ edges: [{ id: "e", source: "email1", target: "elsewhere" }] }),
      with_({ nodes: Array.from({ length: 1_001 }, (_, at) => ({ ...first, id: `n${at}` })) }),
      with_({ notes: [{ id: "n", text: "x".repeat(5_001), position: { x: 0, y: 0 } }] }),
      copiedText(steps).replace('"config":{}', '"config":{"constructor":{"prototype":1}}'),
      `${copiedText(steps)}${" ".repeat(4_000_000)}`,
    ];
    expect(wrong.filter((each) => readCopied(each) !== null)).toEqual([]);
    const polluting = copiedText(steps).replace('"config":{}', '"config":{"__proto__":{"bad":1}}');
    expect(Reflect.get({}, "bad")).toBeUndefined();
    expect(readCopied(polluting)?.nodes[0]?.config).not.toHaveProperty("bad");
  });

  it("survives any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        expect(readCopied(any)).toBeNull();
        expect(readCopied(`{"formloom":"steps"${any}`)).toBeNull();
      }),
    );
  });
});
