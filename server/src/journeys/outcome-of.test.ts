import { describe, expect, test } from "vitest";
import { outcomeOf, type OutcomeRun } from "./outcome-of.ts";

const run = (facts: Partial<OutcomeRun> = {}): OutcomeRun => ({
  status: "completed",
  outcome: null,
  effects: [],
  ...facts,
});
const sent = run({ effects: ["confirmed"] });
const filtered = run({ outcome: "filtered" });

describe("what an automation came to for a response", () => {
  test("is nothing before its first run", () => {
    expect(outcomeOf([])).toBeNull();
  });

  test("is what the newest run came to", () => {
    const failed = run({ status: "failed", effects: ["confirmed"] });
    expect(outcomeOf([sent, failed])).toBe("sent");
    expect(outcomeOf([failed, sent])).toBe("failed");
    expect(outcomeOf([run({ status: "needs_attention" }), sent])).toBe("unknown");
    expect(outcomeOf([run({ status: "waiting" })])).toBe("waiting");
    expect(outcomeOf([run()])).toBe("done");
  });

  test("is not what a run came to that did nothing, where another did", () => {
    expect(outcomeOf([filtered, sent])).toBe("sent");
    expect(outcomeOf([run({ status: "cancelled" }), filtered, sent])).toBe("sent");
    expect(outcomeOf([filtered, run({ status: "cancelled" })])).toBe("filtered");
  });

  test("never calls sent what was caught, even in part", () => {
    expect(outcomeOf([run({ effects: ["confirmed", "caught"] })])).toBe("caught");
    expect(outcomeOf([run({ status: "cancelled", effects: ["caught"] })])).toBe("cancelled");
  });

  test("says sent where something left before a filter or a cancel ended the run", () => {
    expect(outcomeOf([run({ outcome: "filtered", effects: ["confirmed"] })])).toBe("sent");
    expect(outcomeOf([run({ status: "cancelled", effects: ["confirmed"] })])).toBe("sent");
  });
});
