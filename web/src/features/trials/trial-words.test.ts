import type { ResponseTrial, StepTrial } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { changeWords, outcomeWords, realActs, verdictWords } from "./trial-words.ts";

const step = (facts: Partial<StepTrial> = {}): StepTrial => ({
  nodeId: "mail",
  name: "Thank them",
  type: "email",
  acts: true,
  verdict: "runs",
  summary: "Email to ada@example.org",
  port: "out",
  skipReason: null,
  waitsUntil: null,
  error: null,
  content: { kind: "none" },
  assumes: [],
  ...facts,
});
const tried = (facts: Partial<ResponseTrial["draft"]> = {}): ResponseTrial => ({
  responseId: null,
  label: "Ada",
  submittedAt: null,
  draft: { starts: true, reason: null, ends: "done", steps: [step()], ...facts },
  comparison: null,
});

describe("the words of a trial", () => {
  it("say what becomes of a step and of a response", () => {
    expect(verdictWords(step()).words).toBe("Would be sent");
    expect(verdictWords(step({ acts: false })).words).toBe("Passes");
    expect(verdictWords(step({ acts: false, port: "none" })).words).toBe("Says no");
    expect(verdictWords(step({ verdict: "fails" }))).toEqual({ tone: "bad", words: "Would fail" });
    expect(outcomeWords(tried()).words).toBe("Would work");
    expect(outcomeWords(tried({ ends: "filtered", steps: [] })).words).toMatch(/condition/);
    expect(outcomeWords(tried({ steps: [step({ verdict: "fails" })] })).tone).toBe("bad");
  });

  it("name what differs as people call it", () => {
    expect(changeWords({ change: "different", parts: ["subject", "html"] }).words).toBe(
      "Different: subject, text",
    );
    expect(changeWords({ change: "gone", parts: [] }).words).toBe("No longer");
  });

  it("list recipients before anything is really sent, and nothing that would not be", () => {
    const mail = {
      kind: "mail" as const,
      from: "a@example.org",
      to: ["ada@example.org"],
      cc: ["bea@example.org"],
      bcc: [],
      replyTo: null,
      subject: "",
      text: "",
      html: null,
    };
    const steps = [
      step({ content: mail }),
      step({ verdict: "skipped" }),
      step({ acts: false, type: "filter" }),
      step({ name: "Tell sales", type: "slack", summary: "Message to #sales in Slack" }),
    ];
    expect(realActs(steps)).toEqual([
      "Thank them: 2 recipients: ada@example.org, bea@example.org",
      "Tell sales: Message to #sales in Slack",
    ]);
  });
});
