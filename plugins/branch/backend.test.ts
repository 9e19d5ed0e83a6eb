import { fakeContext } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

const kinds = { "answers.budget": "number", "answers.city": "text" } as const;

function way(port: string, name: string, ...rules: readonly Record<string, unknown>[]) {
  return { port, name, condition: { combinator: "and" as const, rules } };
}

const big = way("a", "Big", { field: "answers.budget", operator: ">", value: 1000 });
const local = way("b", "Local", { field: "answers.city", operator: "=", value: "Oslo" });

function branchFor(answers: Record<string, unknown>, branches: readonly unknown[] = [big, local]) {
  return fakeContext(manifest, { config: { branches }, answers, kinds }).ctx;
}

function problemsOf(branches: readonly unknown[]) {
  const config = manifest.config.parse({ branches });
  return (manifest.validate?.(config) ?? []).map(({ path, code }) => `${path} ${code}`);
}

describe("branch", () => {
  it.each([
    [{ budget: 5000, city: "Bergen" }, "a", "Big"],
    [{ budget: 10, city: "oslo" }, "b", "Local"],
    [{ budget: 5000, city: "Oslo" }, "a", "Big"],
    [{ budget: 10, city: "Bergen" }, "otherwise", "Otherwise"],
    [{}, "otherwise", "Otherwise"],
  ])("goes for %j by the first way that holds: %s", async (answers, port, name) => {
    expect(await backend.run(branchFor(answers))).toEqual({ output: { branch: name }, port });
  });

  it("compares by the field's kind, and fills pills in the rules of each way", async () => {
    const text = branchFor({ budget: "5000", city: "Bergen" });
    expect(await backend.run(text)).toMatchObject({ port: "otherwise" });
    const pill = way("p", "Same", {
      field: "answers.city",
      operator: "=",
      value: "{{ steps.look.city }}",
    });
    const { ctx } = fakeContext(manifest, {
      config: { branches: [big, pill] },
      answers: { city: "Oslo" },
      steps: { look: { city: "OSLO" } },
      kinds,
    });
    expect(await backend.run(ctx)).toMatchObject({ port: "p" });
  });

  it("goes on otherwise where there is no way at all", async () => {
    expect(await backend.run(branchFor({ budget: 5000 }, []))).toMatchObject({ port: "otherwise" });
  });

  it("says in a dry run which way it would go", async () => {
    expect(await backend.dryRun(branchFor({ budget: 5000 }))).toMatchObject({
      summary: "Goes on by “Big”",
      port: "a",
      output: { branch: "Big" },
    });
  });

  it("asks for a way, names, rules, and ids of its own", () => {
    expect(problemsOf([big, local])).toEqual([]);
    expect(problemsOf([])).toEqual(["branches required"]);
    expect(problemsOf([way("a", " ")])).toEqual([
      "branches.0.name required",
      "branches.0.condition required",
    ]);
    expect(problemsOf([{ ...big, port: "error" }])).toEqual(["branches.0.port port_taken"]);
  });

  it("keeps nothing but ids that can be ports", () => {
    expect(manifest.config.safeParse({ branches: [{ ...big, port: "A b" }] }).success).toBe(false);
  });
});
