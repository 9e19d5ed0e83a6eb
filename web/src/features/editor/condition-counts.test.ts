import type { ConditionGroup } from "@formloom/shared/values";
import { describe, expect, it } from "vitest";
import { combinationChosen, combinationOf, combinations } from "./condition-edit.ts";
import { countWords, wayCounts } from "./condition-counts.ts";

const samples = {
  sampleScopes: [100, 2_000, 30_000].map((budget) => ({ answers: { budget, limit: 1_000 } })),
  timeZone: "UTC",
  kinds: { "answers.budget": "number", "answers.limit": "number" } as const,
};
const over = (value: unknown, field = "answers.budget"): ConditionGroup => ({
  combinator: "and",
  rules: [{ field, operator: ">", value }],
});

describe("countWords", () => {
  it("counts the newest responses that pass", () => {
    expect(countWords(over(1_000), samples)).toBe("2 of the last 3 responses pass");
    expect(countWords(over(10_000), samples)).toBe("1 of the last 3 responses passes");
    expect(countWords(over("{{ answers.limit }}"), samples)).toBe("2 of the last 3 responses pass");
    expect(countWords({ ...over(1_000), not: true }, samples)).toContain("1 of");
  });

  it("says nothing where there is nothing to count, and does not guess", () => {
    expect(countWords({ combinator: "and", rules: [] }, samples)).toBeNull();
    expect(countWords(over(1), { ...samples, sampleScopes: [] })).toBeNull();
    expect(countWords(over(1, "steps.ask.status"), samples)).toContain("only when it runs");
    expect(countWords(over("{{ steps.ask.status }}"), samples)).toContain("only when it runs");
  });
});

describe("wayCounts", () => {
  it("gives each response to the first way that takes it, and the rest to otherwise", () => {
    expect(wayCounts([over(10_000), over(1_000)], samples)).toEqual({ ways: [1, 1], otherwise: 1 });
    expect(wayCounts([{ combinator: "and", rules: [] }, over(0)], samples)).toEqual({
      ways: [0, 3],
      otherwise: 0,
    });
  });

  it("is silent as soon as one way can't be told", () => {
    expect(wayCounts([over(1), over(1, "previous.answers.budget")], samples)).toBeNull();
  });
});

describe("combinations", () => {
  it("are chosen and read again", () => {
    for (const { id } of combinations) {
      expect(combinationOf(combinationChosen(over(1), [], id))).toBe(id);
    }
    expect(combinationChosen({ ...over(1), not: true }, [], "all")).toEqual(over(1));
  });
});
