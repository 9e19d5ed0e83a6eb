import { describe, expect, it } from "vitest";
import { describeCount } from "./choice-count.ts";

describe("the number of runs that an act is about", () => {
  it("is said as it is", () => {
    expect(describeCount({ count: 1, isMore: false }, "cancel")).toEqual({
      words: "1 run",
      fits: true,
      note: null,
    });
    expect(describeCount({ count: 10_000, isMore: false }, "replay").fits).toBe(true);
  });

  it("says that there is none, and why", () => {
    const { fits, note } = describeCount({ count: 0, isMore: false }, "cancel");
    expect([fits, note]).toEqual([false, expect.stringContaining("over already")]);
    expect(describeCount({ count: 0, isMore: false }, "replay").note).toContain("under way");
  });

  it("takes no more than 10,000, and says what to do then", () => {
    const { words, fits, note } = describeCount({ count: 10_000, isMore: true }, "replay");
    expect([words, fits]).toEqual(["more than 10,000 runs", false]);
    expect(note).toContain("Narrow the list");
  });

  it("says so where not all could be counted", () => {
    expect(describeCount({ count: 37, isMore: true }, "cancel")).toMatchObject({
      words: "at least 37 runs",
      fits: true,
    });
    expect(describeCount({ count: 0, isMore: true }, "cancel")).toMatchObject({
      words: "all matching runs",
      fits: true,
    });
  });
});
