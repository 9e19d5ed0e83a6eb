import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, listedTests, slowestFiles, sumUp } from "./test-counts.mjs";

const vitest = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [],
};

describe("countVitest", () => {
  it("adds tests that are skipped or to do", () => {
    expect(countVitest(vitest, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  it("counts a file that did not load as one failure", () => {
    const testResults = [{ status: "failed", assertionResults: [] }];
    expect(countVitest({ ...vitest, testResults }, 1).failed).toBe(1);
  });

  it("counts a failing run without a failing test, or without a report, as one failure", () => {
    expect(countVitest(vitest, 1).failed).toBe(1);
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe("slowestFiles", () => {
  it("names the files that took longest, longest first", () => {
    const took = (name: string, seconds: number) => ({
      name: `/repo/${name}`,
      startTime: 1_000,
      endTime: 1_000 + seconds * 1_000,
    });
    const testResults = [took("a.test.ts", 0.2), took("b.test.ts", 61), took("c.test.ts", 7)];
    expect(slowestFiles({ ...vitest, testResults }, "/repo", 2)).toEqual([
      "  61.0 s  b.test.ts",
      "   7.0 s  c.test.ts",
    ]);
    expect(slowestFiles(undefined, "/repo")).toEqual([]);
  });
});

describe("countPlaywright", () => {
  it("counts a test that passed at its second try as passed", () => {
    const stats = { expected: 4, flaky: 1, unexpected: 0, skipped: 2 };
    expect(countPlaywright({ stats }, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });
});

describe("listedTests", () => {
  it("reads the total of a listing", () => {
    expect(listedTests("  a.spec.ts:3 › one\nTotal: 7 tests in 3 files\n")).toBe(7);
  });
});

describe("sumUp", () => {
  it("leaves out what was not skipped", () => {
    expect(
      sumUp([
        { passed: 2, failed: 0 },
        { passed: 1, failed: 1, skipped: 0 },
      ]),
    ).toEqual({
      line: "3 passed, 1 failed",
      failed: 1,
    });
    expect(sumUp([{ passed: 2, failed: 0, skipped: 3 }]).line).toBe(
      "2 passed, 0 failed, 3 skipped",
    );
  });
});
