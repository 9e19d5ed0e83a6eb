import { fakeContext } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

const kinds = { "answers.budget": "number", "answers.city": "text" } as const;

function filterOf(rules: readonly unknown[], answers: Record<string, unknown>) {
  const config = { condition: { combinator: "and", rules } };
  return fakeContext(manifest, { config, answers, kinds }).ctx;
}

describe("filter", () => {
  it("goes on by out when the condition holds", async () => {
    const ctx = filterOf([{ field: "answers.budget", operator: ">", value: 1000 }], {
      budget: 5000,
    });
    expect(await backend.run(ctx)).toEqual({ output: { passed: true }, port: "out" });
  });

  it("completes by a port without edges when the condition does not hold", async () => {
    const ctx = filterOf([{ field: "answers.budget", operator: ">", value: 1000 }], { budget: 1 });
    expect(await backend.run(ctx)).toEqual({ output: { passed: false }, port: "none" });
    const ports = Array.isArray(manifest.outputs) ? manifest.outputs.map((port) => port.id) : [];
    expect(ports).toEqual(["out"]);
  });

  it("compares by the field's kind, not by what the answer looks like", async () => {
    const rule = { field: "answers.budget", operator: ">", value: 9 };
    expect(await backend.run(filterOf([rule], { budget: 10 }))).toMatchObject({ port: "out" });
    expect(await backend.run(filterOf([rule], { budget: "10" }))).toMatchObject({ port: "none" });
    expect(await backend.run(filterOf([rule], {}))).toMatchObject({ port: "none" });
  });

  it("fills pills on the right-hand side of a rule", async () => {
    const rule = { field: "answers.city", operator: "=", value: "{{ steps.look.city }}" };
    const { ctx } = fakeContext(manifest, {
      config: { condition: { combinator: "and", rules: [rule] } },
      answers: { city: "Oslo" },
      steps: { look: { city: "oslo" } },
      kinds,
    });
    expect(await backend.run(ctx)).toMatchObject({ port: "out" });
  });

  it("says in a dry run where it would go", async () => {
    const ctx = filterOf([{ field: "answers.budget", operator: ">", value: 1000 }], { budget: 1 });
    const preview = await backend.dryRun(ctx);
    expect(preview).toMatchObject({ port: "none", output: { passed: false } });
    expect(preview.summary).toContain("skipped");
  });

  it("reports an empty condition before publishing", () => {
    const empty = manifest.config.parse(manifest.defaults);
    expect(manifest.validate?.(empty)).toEqual([
      { path: "condition", code: "required", message: "Add at least one rule." },
    ]);
  });
});
