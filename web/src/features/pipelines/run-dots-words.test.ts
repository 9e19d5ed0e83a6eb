import { describe, expect, it } from "vitest";
import { runsInWords } from "./run-dots-words.ts";

describe("the last runs in words", () => {
  it("counts each state once, the newest first", () => {
    const statuses = ["failed", "completed", "completed", "failed", "waiting"];
    expect(runsInWords(statuses)).toBe("Last 5 runs: 2 failed, 2 done, 1 waiting");
  });

  it("says of a single run what became of it", () => {
    expect(runsInWords(["needs_attention"])).toBe("Last run: needs attention");
  });

  it("has words for a state that it does not know", () => {
    expect(runsInWords(["torn", "completed"])).toBe("Last 2 runs: 1 in an unknown state, 1 done");
  });
});
