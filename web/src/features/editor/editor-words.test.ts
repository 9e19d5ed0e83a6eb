import type { ConditionRule } from "@formloom/shared/values";
import { describe, expect, it } from "vitest";
import { graphOf, sampleTypes } from "../../plugins/build-graph.ts";
import {
  combinationChosen,
  emptyCondition,
  fieldChosen,
  memberAdded,
  memberRemoved,
  newRule,
  operatorChosen,
  ruleReplaced,
} from "./condition-edit.ts";
import { keyCommand } from "./key-commands.ts";
import { errorCount, problemsByPath, sortedProblems, stepNote } from "./step-notes.ts";
import { nextChoice, searchSteps } from "./step-search.ts";

describe("searchSteps", () => {
  const search = (query: string, events = ["form.submitted"] as const) =>
    searchSteps(sampleTypes.values(), { query, events });

  it("groups everything but triggers when nothing is searched", () => {
    expect(search("").map((group) => group.title)).toEqual(["Messages", "Logic", "Developer"]);
    expect(
      search("").flatMap((group) => group.choices.map((choice) => choice.type.id)),
    ).not.toContain("trigger");
  });

  it("finds by name, then by purpose, and needs every word", () => {
    expect(search("ema")[0]?.choices.map((choice) => choice.type.id)).toEqual(["email"]);
    expect(search("answers address")[0]?.choices[0]?.type.id).toBe("webhook");
    expect(search("email nothing")).toEqual([]);
  });

  it("says why a step cannot be added and passes it over with the arrow keys", () => {
    const email = sampleTypes.get("email");
    const slack = sampleTypes.get("slack");
    if (email === undefined || slack === undefined) throw new Error("expected the samples");
    const groups = searchSteps([{ ...email, triggers: ["form.updated"] }, slack], {
      query: "",
      events: ["form.submitted"],
    });
    expect(groups[0]?.choices[0]?.reason).toBe("Does not work when a response is sent in");
    expect(nextChoice(groups, null, 1)).toBe("slack");
    expect(nextChoice(groups, "slack", -1)).toBe("slack");
    expect(nextChoice([], null, 1)).toBeNull();
  });
});

describe("condition edits", () => {
  const rule = newRule("answers.budget", "number");

  it("begin with the first comparison of the value's kind", () => {
    expect(rule).toEqual({ field: "answers.budget", operator: "=", value: "" });
  });

  it("add, replace and remove rules in inner groups", () => {
    let tree = memberAdded(emptyCondition, [], rule);
    tree = memberAdded(tree, [], { combinator: "or", rules: [] });
    tree = memberAdded(tree, [1], rule);
    tree = ruleReplaced(tree, [1, 0], { ...rule, operator: ">" });
    tree = combinationChosen(tree, [1], "all");
    expect(tree.rules[1]).toEqual({ combinator: "and", rules: [{ ...rule, operator: ">" }] });
    expect(memberRemoved(tree, [1, 0])).toEqual({ combinator: "and", rules: [rule] });
    expect(memberRemoved(tree, [])).toEqual(emptyCondition);
  });

  it("keep what fits when another value or comparison is chosen", () => {
    const over: ConditionRule = { field: "answers.budget", operator: ">", value: 1000 };
    expect(fieldChosen(over, "answers.age", { from: "number", to: "number" })).toEqual({
      ...over,
      field: "answers.age",
    });
    expect(fieldChosen(over, "answers.name", { from: "number", to: "text" })).toEqual({
      field: "answers.name",
      operator: "=",
      value: "",
    });
    const toMost = operatorChosen(
      over,
      { operator: "<=", label: "", phrase: "", operand: "one" },
      "number",
    );
    expect(toMost.value).toBe(1000);
    const between = operatorChosen(
      over,
      { operator: "between", label: "", phrase: "", operand: "two" },
      "number",
    );
    expect(between.value).toEqual(["", ""]);
    expect(
      operatorChosen(
        between,
        { operator: "isEmpty", label: "", phrase: "", operand: "none" },
        "number",
      ),
    ).not.toHaveProperty("value");
  });
});

describe("keyCommand", () => {
  const press = (
    key: string,
    held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
  ) => keyCommand({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

  it("knows the keys of the canvas", () => {
    expect(press("n")).toBe("add");
    expect(press("z", { ctrlKey: true })).toBe("undo");
    expect(press("Z", { metaKey: true, shiftKey: true })).toBe("redo");
    expect(press("?", { shiftKey: true })).toBe("help");
    expect(press("T", { shiftKey: true })).toBe("tidy");
    expect(press("n", { altKey: true })).toBeNull();
    expect(press("n", { ctrlKey: true })).toBeNull();
    expect(press("toString")).toBeNull();
  });
});

describe("stepNote", () => {
  const graph = graphOf(["trigger > email"], {
    slack: {},
    filter: { settings: { disabled: true } },
  });
  const problem = {
    severity: "error" as const,
    code: "missing",
    message: "Who gets it?",
    nodeId: "email",
    edgeId: null,
    path: "to",
    nodeIds: [],
  };
  const warning = {
    ...problem,
    severity: "warning" as const,
    message: "Fine, but…",
    path: "subject",
  };
  const note = (id: string) => {
    const node = graph.nodes.find((each) => each.id === id);
    return node && stepNote(graph, node, { problems: [warning, problem], types: sampleTypes });
  };

  it("says the most urgent thing", () => {
    expect(note("email")).toEqual({ tone: "setup", text: "Who gets it?" });
    expect(note("slack")?.tone).toBe("loose");
    expect(note("filter")?.tone).toBe("off");
    expect(note("trigger")).toBeNull();
  });

  it("puts problems beside their settings and errors first", () => {
    expect(problemsByPath([warning, problem], "email")).toEqual({
      to: "Who gets it?",
      subject: "Fine, but…",
    });
    expect(sortedProblems([warning, problem])[0]).toBe(problem);
    expect(errorCount([warning, problem])).toBe(1);
  });
});
