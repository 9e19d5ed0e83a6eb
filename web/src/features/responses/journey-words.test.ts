import type { Journey, JourneyStep } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { mailAnswer, stepTitle, stepWords } from "./journey-words.ts";

const step = (facts: Partial<JourneyStep> = {}): JourneyStep => ({
  nodeId: "mail",
  name: "Thank them",
  type: "email",
  status: "completed",
  disabled: false,
  acts: true,
  effect: "confirmed",
  target: "ada@example.test",
  at: "2026-11-23T14:02:00.000Z",
  dueAt: null,
  reused: false,
  problem: null,
  sendsAgain: ["mail"],
  ...facts,
});

const journey = (...steps: JourneyStep[]): Journey => [
  {
    pipelineId: "p",
    name: "Thank",
    outcome: "sent",
    runs: steps.map((one, index) => ({
      id: String(index),
      status: "completed",
      outcome: null,
      createdAt: "2026-11-23T14:00:00.000Z",
      isReplay: false,
      steps: [one],
    })),
  },
];

describe("stepTitle", () => {
  it("names whom it is for, or the step where that is not kept", () => {
    expect(stepTitle(step())).toBe("Email to ada@example.test");
    expect(stepTitle(step({ target: "" }))).toBe("Thank them");
    expect(stepTitle(step({ type: "filter", name: "Only if", target: "" }))).toBe("Only if");
  });
});

describe("stepWords", () => {
  it("never calls sent what was caught, failed, skipped or switched off", () => {
    const words = (facts: Partial<JourneyStep>) => stepWords(step(facts)).text;
    expect(words({})).toBe("Sent");
    expect(words({ reused: true })).toBe("Sent by an earlier run");
    expect(words({ effect: "caught" })).toBe("Caught, not sent");
    expect(words({ status: "failed", problem: "No such address." })).toBe(
      "Failed: No such address.",
    );
    expect(words({ status: "unknown" })).toContain("Perhaps");
    expect(words({ status: "skipped", effect: null })).toBe("Not for this one");
    expect(words({ disabled: true, effect: null })).toContain("Switched off");
    expect(words({ effect: null })).toBe("Done");
  });

  it("says when a step goes on", () => {
    const dueAt = "2026-11-26T09:00:00.000Z";
    expect(stepWords(step({ status: "pending", effect: null, dueAt })).at).toBe(dueAt);
  });
});

describe("mailAnswer", () => {
  it("is yes as soon as one mail was sent, and says to whom", () => {
    const answer = mailAnswer(journey(step({ status: "failed", effect: "failed" }), step()));
    expect(answer).toMatchObject({ tone: "good", text: "Yes, mail was sent to ada@example.test" });
  });

  it("is no, or perhaps, with the reason", () => {
    expect(mailAnswer(journey(step({ effect: "caught" })))?.text).toContain("was caught");
    expect(mailAnswer(journey(step({ status: "failed", effect: null })))?.text).toContain("failed");
    expect(mailAnswer(journey(step({ status: "unknown", effect: "unknown" })))?.tone).toBe(
      "attention",
    );
    expect(mailAnswer(journey(step({ status: "waiting", effect: null })))?.text).toBe(
      "No mail was sent yet",
    );
  });

  it("is silent where no automation sends mail", () => {
    expect(mailAnswer(journey(step({ type: "webhook" })))).toBeNull();
    expect(mailAnswer([])).toBeNull();
  });
});
