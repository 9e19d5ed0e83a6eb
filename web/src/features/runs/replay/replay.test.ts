import type { StepView } from "@formloom/shared/api";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../../effects/api-error.ts";
import { graphOf, nodeTypeOf } from "../../../plugins/build-graph.ts";
import { countWords, outlookOf, reachedFrom } from "./outlook.ts";
import { refusalWords, settingErrors } from "./replay-refusal.ts";
import { settingChanges } from "./setting-changes.ts";

const graph = graphOf(["trigger > filter", "filter > email", "email > slack", "filter > beside"]);
const types = new Map(
  [
    nodeTypeOf("trigger", { role: "trigger" }),
    nodeTypeOf("filter", { role: "logic" }),
    nodeTypeOf("email", { describe: "email {to}", accepts: { to: ["email"], replyTo: ["email"] } }),
    nodeTypeOf("slack", { describe: "post to {channel}" }),
    nodeTypeOf("beside"),
  ].map((type) => [type.id, type]),
);
const facts = { types, labels: {}, kinds: {}, choices: {} };
const step = (nodeId: string, more: Partial<StepView> = {}): StepView => ({
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
  ...more,
});
const attemptWith = (input: unknown) => [
  {
    attempt: 1,
    outcome: "failed",
    startedAt: "",
    durationMs: 1,
    input,
    output: null,
    error: null,
    lines: [],
  },
];
const sent = (state: "confirmed" | "unknown") => [
  { name: "send", key: "fx", state, generation: 1, at: "2026-01-01T14:02:00.000Z" },
];
const ids = (steps: readonly { readonly nodeId: string }[]) => steps.map(({ nodeId }) => nodeId);
const look = (steps: readonly StepView[], wish: { sendAgain?: boolean; input?: unknown } = {}) =>
  outlookOf(
    { steps: [...steps] },
    { graph, fromNodeId: "email", sendAgain: false, input: null, ...wish },
    facts,
  );

describe("outlookOf", () => {
  const failed = [
    step("trigger"),
    step("filter"),
    step("email", { status: "failed", attempts: attemptWith({ to: ["ada@exmple.org"] }) }),
    step("slack", { status: "skipped" }),
    step("beside", { acts: sent("confirmed") }),
  ];

  it("runs the step and what follows, and keeps what stands before and beside", () => {
    const outlook = look(failed);
    expect(ids(outlook.runs)).toEqual(["email", "slack"]);
    expect(ids(outlook.kept)).toEqual(["filter", "beside"]);
    expect(outlook.kept[1]?.sentAt).toBe("2026-01-01T14:02:00.000Z");
    expect([outlook.stands, outlook.resends]).toEqual([[], []]);
  });

  it("names who gets it, by the settings as they were edited", () => {
    expect(look(failed).runs[0]).toMatchObject({
      line: "Email ada@exmple.org",
      recipients: ["ada@exmple.org"],
    });
    const [email] = look(failed, { input: { to: ["ada@example.org", "bob@example.org"] } }).runs;
    expect(email?.recipients).toEqual(["ada@example.org", "bob@example.org"]);
    expect(countWords(email === undefined ? [] : [email])).toBe("1 step, to 2 addresses");
  });

  it("lets stand what a run of the family sent, unless it is to be sent again", () => {
    const steps = failed.map((each) =>
      each.nodeId === "slack" ? step("slack", { acts: sent("confirmed") }) : each,
    );
    expect(ids(look(steps).runs)).toEqual(["email"]);
    expect(ids(look(steps).stands)).toEqual(["slack"]);
    expect(ids(look(steps, { sendAgain: true }).runs)).toEqual(["email", "slack"]);
    expect(ids(look(steps, { sendAgain: true }).resends)).toEqual(["slack"]);
  });

  it("counts what was perhaps sent among what can be sent again", () => {
    const steps = [step("email", { status: "cancelled", acts: sent("unknown") })];
    expect(look(steps).resends).toMatchObject([{ nodeId: "email", open: true, sentAt: null }]);
  });

  it("goes from the start without a step, and once round where ways meet", () => {
    expect(reachedFrom(graph, null).size).toBe(graph.nodes.length);
    const diamond = graphOf(["a > b", "a > c", "b > d", "c > d"]);
    expect([...reachedFrom(diamond, "a")].toSorted()).toEqual(["a", "b", "c", "d"]);
  });
});

describe("settingChanges", () => {
  const schema = {
    type: "object",
    properties: { to: { title: "To" }, body: { title: "Message" } },
  };

  it("lists what differs, entry by entry, in the schema's order", () => {
    const before = { body: { content: "Hi" }, to: ["a@b.c", "d@e.f"], cc: [] };
    const after = { body: { content: "Ho" }, to: ["a@b.d", "d@e.f", "g@h.i"], cc: [] };
    expect(settingChanges(before, after, schema)).toEqual([
      { path: "to.0", label: "To › 1", before: "a@b.c", after: "a@b.d" },
      { path: "to.2", label: "To › 3", before: null, after: "g@h.i" },
      { path: "body.content", label: "Message › Content", before: "Hi", after: "Ho" },
    ]);
  });

  it("sees no difference between nothing and empty", () => {
    expect(settingChanges({ to: [], a: "" }, { a: null }, schema)).toEqual([]);
  });
});

describe("refusalWords", () => {
  const refused = (code: string, more: object = {}) =>
    ApiError.ofAnswer(409, {
      type: "about:blank",
      status: 409,
      code,
      title: "It is so",
      requestId: "r",
      ...more,
    });

  it("says what to do for every refusal of the route", () => {
    const codes =
      "run_unfinished effect_confirmed effect_unknown version_differs gone step_unfinished " +
      "step_not_reached connection_missing unknown_plugin graph_problems foreign_connection host_changed";
    for (const code of codes.split(" ")) {
      const words = refusalWords(refused(code));
      expect([code, words.what, words.why]).toEqual([code, "Nothing was run.", "It is so."]);
      expect(words.who.length).toBeGreaterThan(20);
    }
    expect(refusalWords(refused("run_unfinished", { runId: "x" }))).toMatchObject({
      remedy: "follow",
      runId: "x",
    });
  });

  it("brings messages to the settings they are about", () => {
    const errors = [{ path: "input.to.0", code: "c", message: "Not one address" }];
    expect(settingErrors(refused("invalid_input", { errors }))).toEqual({
      "to.0": "Not one address",
    });
  });
});
