import { describe, expect, it } from "vitest";
import { deedOf } from "./audit-words.ts";

describe("deedOf", () => {
  it("says what a replay changed and whether it sent again", () => {
    const detail = {
      fromNodeId: "email",
      sendAgain: true,
      changes: [{ nodeId: "email", final: true, changed: ["to", "subject"] }],
    };
    expect(deedOf({ action: "run.replayed", detail })).toBe(
      "ran a run again from one step, with to, subject changed, sending again what was sent",
    );
    expect(deedOf({ action: "run.replayed", detail: { fromNodeId: null } })).toBe(
      "ran a run again",
    );
  });

  it("tells both ways to settle apart, and has words for what it does not know", () => {
    expect(deedOf({ action: "run.step-settled", detail: { as: "sent" } })).toContain("had sent");
    expect(deedOf({ action: "run.step-settled", detail: { as: "not-sent" } })).toContain(
      "not sent",
    );
    expect(deedOf({ action: "new.thing-done", detail: {} })).toBe("new thing done");
  });
});
