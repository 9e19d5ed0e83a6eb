import type { StepTrial } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { isStale, type KeptTrial } from "../store/trial-slice.ts";
import { readTrials, trialsText } from "./kept-trials.ts";

const trial: StepTrial = {
  nodeId: "a",
  name: "Mail",
  type: "email",
  acts: true,
  verdict: "runs",
  summary: "Email to ada@example.org",
  port: "out",
  skipReason: null,
  waitsUntil: null,
  error: null,
  content: {
    kind: "mail",
    from: "a@example.org",
    replyTo: null,
    to: ["ada@example.org"],
    cc: [],
    bcc: [],
    subject: "Hi",
    text: "Hello",
    html: null,
  },
  assumes: [],
};
const kept = (facts: Partial<KeptTrial> = {}): KeptTrial => ({
  trial,
  label: "Ada",
  at: 5,
  node: { id: "a", type: "email", config: { subject: "Hi", to: ["x"] } },
  ...facts,
});

describe("kept test results", () => {
  it("come back as they were, without what would have been sent", () => {
    const back = readTrials(trialsText({ a: kept() }));
    expect(back).toEqual({ a: kept({ trial: { ...trial, content: { kind: "none" } } }) });
  });

  it("are not stale where a step's settings were only written in another order", () => {
    const back = readTrials(trialsText({ a: kept() }))["a"] ?? kept();
    expect(isStale(back, { id: "a", type: "email", config: { to: ["x"], subject: "Hi" } })).toBe(
      false,
    );
    expect(isStale(back, { id: "a", type: "email", config: { to: ["y"], subject: "Hi" } })).toBe(
      true,
    );
  });

  it("are none where there is nothing, too much, or nothing that can be read", () => {
    expect(trialsText({})).toBeNull();
    expect(trialsText({ a: kept({ label: "x".repeat(500_000) }) })).toBeNull();
    expect([readTrials(null), readTrials("{"), readTrials('{"a":1}')]).toEqual([{}, {}, {}]);
  });
});
