import type { StepView } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { graphOf } from "../../plugins/build-graph.ts";
import { focusOf, isReached, isTaken, stepsByNode } from "./run-path.ts";
import {
  attemptState,
  durationWords,
  errorLines,
  isCaught,
  runWords,
  skipWords,
  stepWords,
} from "./run-words.ts";
import { valueRows } from "./value-rows.ts";

const step = (nodeId: string, facts: Partial<StepView> = {}): StepView => ({
  nodeId,
  nodeType: nodeId,
  status: "completed",
  port: "out",
  skipReason: null,
  attempts: [],
  effects: [],
  acts: [],
  reusedFrom: null,
  dueAt: null,
  startedAt: null,
  finishedAt: null,
  ...facts,
});
const attempt = {
  attempt: 1,
  outcome: "failed",
  startedAt: "",
  durationMs: 1,
  input: null,
  output: null,
  error: null,
  lines: [],
};
const caught = { name: "send", key: "fx", state: "caught" as const, generation: 1, at: "" };

describe("words of runs and steps", () => {
  it("tell a filtered run from one that did something", () => {
    expect(runWords({ status: "completed", outcome: "filtered" }).tone).toBe("passed-by");
    expect(runWords({ status: "completed", outcome: null })).toEqual({
      tone: "good",
      text: "Done",
    });
  });

  it("tell what a replay kept from what it did", () => {
    expect(stepWords(step("email")).text).toBe("Done");
    expect(stepWords(step("email", { reusedFrom: "r" })).text).toBe("Kept from before");
  });

  it("count tries and never call a caught mail sent", () => {
    expect(stepWords(step("email", { status: "failed", attempts: [attempt, attempt] })).text).toBe(
      "Failed, 2 tries",
    );
    expect(
      stepWords(step("email", { status: "pending", port: null, attempts: [attempt] })).text,
    ).toBe("Will be tried again");
    expect(stepWords(step("wait", { status: "pending", port: "out" })).text).toBe(
      "Waits for its time",
    );
    const reason = "hooks.test is busy with others";
    const putOff = { status: "pending", port: null, skipReason: reason } as const;
    expect(stepWords(step("hook", putOff)).text).toBe("Put off: hooks.test is busy with others");
    const kept = step("email", { effects: [caught] });
    expect(isCaught(kept)).toBe(true);
    expect(stepWords(step("email"), { settings: { disabled: true } }).text).toContain(
      "Switched off",
    );
    expect(stepWords(kept)).toEqual({ tone: "caught", text: "Caught, not sent" });
  });

  it("say why a step was skipped", () => {
    expect(skipWords("branch")).toBe("The run went another way.");
    expect(skipWords("some_new_reason")).toBe("Some new reason.");
    expect(skipWords("answers.email is empty")).toBe("Answers.email is empty.");
    expect(skipWords(null)).toContain("did not come this way");
    expect(skipWords("toString")).toBe("ToString.");
  });

  it("say what happened, why and who must act", () => {
    expect(errorLines({ code: "http_503", message: "Slack answered 503", who: "service" })).toEqual(
      {
        what: "Slack answered 503.",
        why: "The reason is not known.",
        who: "The other service has to recover. Nothing is wrong with your settings.",
      },
    );
    expect(attemptState("succeeded").tone).toBe("good");
    expect(attemptState("timed_out").text).toBe("timed out");
  });

  it("say durations", () => {
    expect([0.2, 412, 2_340, 125_000, 7_380_000].map(durationWords)).toEqual([
      "under 1 ms",
      "412 ms",
      "2.3 s",
      "2 min 5 s",
      "2 h 3 min",
    ]);
  });
});

describe("the path a run took", () => {
  const graph = graphOf([
    "trigger > filter",
    "filter > email",
    "email > slack",
    "email:error > webhook",
  ]);
  const run = {
    steps: [
      step("trigger"),
      step("filter"),
      step("email", { status: "failed", port: null }),
      step("slack", { status: "skipped", port: null }),
      step("webhook", { status: "running", port: null }),
    ],
  };
  const steps = stepsByNode(run);

  it("is what was chosen and gone", () => {
    expect(graph.edges.map((edge) => isTaken(edge, steps))).toEqual([true, true, false, true]);
    expect(
      isTaken(
        { id: "x", source: "nobody", sourcePort: "out", target: "email", targetPort: "in" },
        steps,
      ),
    ).toBe(false);
    expect(isReached(steps.get("slack"))).toBe(false);
    expect(isReached(undefined)).toBe(false);
  });

  it("is looked at where it failed, else where it is", () => {
    expect(focusOf(run)).toBe("email");
    expect(focusOf({ steps: [step("trigger"), step("filter", { status: "running" })] })).toBe(
      "filter",
    );
    expect(focusOf({ steps: [step("trigger"), step("filter")] })).toBe("filter");
    expect(focusOf({ steps: [step("email", { effects: [caught] }), step("slack")] })).toBe("email");
    expect(focusOf({ steps: [] })).toBeNull();
  });
});

describe("valueRows", () => {
  it("lays a value out as lines", () => {
    const rows = valueRows({
      to: ["a@b.c", "d@e.f"],
      replyTo: null,
      body: { format: "text", sent: true },
    });
    expect(rows.map((row) => `${"  ".repeat(row.depth)}${row.label}: ${row.text}`)).toEqual([
      "To: a@b.c, d@e.f",
      "Reply to: –",
      "Body: ",
      "  Format: text",
      "  Sent: Yes",
    ]);
  });

  it("uses the names that are known, and copes with bare values", () => {
    expect(valueRows({ answers: { budget: 5 } }, { "answers.budget": "Budget" })[1]?.label).toBe(
      "Budget",
    );
    expect(valueRows("plain")).toEqual([{ label: "", text: "plain", depth: 0, isHeading: false }]);
    expect(valueRows(undefined)[0]?.text).toBe("–");
  });

  it("stops at a length that can be read", () => {
    expect(
      valueRows(Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`k${index}`, 1]))),
    ).toHaveLength(200);
  });
});
