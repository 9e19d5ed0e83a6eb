import { describe, expect, it } from "vitest";
import { graphOf, nodeTypeOf, sampleTypes } from "./build-graph.ts";
import { settingInWords, stepLine } from "./step-line.ts";
import { graphLabels, pathWords, usableValues } from "./value-labels.ts";

const fields = [
  { id: "budget", kind: "number" as const, label: "Budget", required: false },
  { id: "part", kind: "heading" as const, label: "Part two", required: false },
  { id: "email", kind: "email" as const, label: "Your e-mail", required: true },
];
const graph = graphOf(["trigger > email", "email > slack"], { email: { name: "Thank you" } });
const groups = usableValues({
  fields,
  events: ["response.edited"],
  earlier: [graph.nodes[1] ?? { id: "", type: "", config: {} }],
  types: sampleTypes,
});
const words = pathWords(groups);

describe("usableValues", () => {
  it("offers answers in the form's order, earlier steps and facts", () => {
    expect(groups.map((group) => group.title)).toEqual([
      "Answers",
      "Answers before the edit",
      "From “Thank you”",
      "About this response",
    ]);
    expect(groups[0]?.values.map((value) => value.label)).toEqual(["Budget", "Your e-mail"]);
    expect(words.labels["steps.email.messageId"]).toBe("Thank you: Message number");
    expect(words.kinds["previous.answers.budget"]).toBe("number");
  });

  it("has a name for every path of a graph", () => {
    expect(graphLabels(graph, fields, sampleTypes)).toHaveProperty(["steps.email.messageId"]);
  });
});

describe("stepLine", () => {
  const email = nodeTypeOf("email", { describe: "email {to} about {subject}" });
  const line = (config: Record<string, unknown>) =>
    stepLine({ id: "e", type: "email", config }, email, words);

  it("fills the clause with the settings in words", () => {
    expect(
      line({ to: ["{{ answers.email }}", "a@b.c"], subject: "Hi {{answers.budget|number}}" }),
    ).toBe("Email Your e-mail, a@b.c about Hi Budget");
  });

  it("shows what is still open", () => {
    expect(line({ to: [] })).toBe("Email … about …");
    expect(stepLine({ id: "e", type: "gone", config: {} }, undefined, words)).toContain(
      "not installed",
    );
  });

  it("says a condition and shortens what is long", () => {
    const condition = {
      combinator: "and",
      rules: [{ field: "answers.budget", operator: ">", value: 1000 }],
    };
    expect(settingInWords(condition, words)).toBe("Budget is over 1,000");
    expect(settingInWords("x".repeat(500), words)).toHaveLength(90);
    expect(settingInWords({ combinator: "and", rules: [] }, words)).toBe("…");
  });

  it("says only what is set, spans of time and choices in words", () => {
    const wait = nodeTypeOf("wait", { describe: "wait[ {for}][ until {until}]" });
    const join = nodeTypeOf("join", {
      describe: "go on {mode}",
      configSchema: { properties: { mode: { "x-labels": { all: "after all" } } } },
    });
    const say = (config: Record<string, unknown>, type = wait) =>
      stepLine({ id: "x", type: type.id, config }, type, words);
    expect(say({ for: { amount: 1, unit: "weeks" } })).toBe("Wait 1 week");
    expect(say({ for: { amount: 1.5, unit: "hours" } })).toBe("Wait 1.5 hours");
    expect(say({ until: "{{ response.submittedAt }}" })).toBe("Wait until Sent in at");
    expect(say({})).toBe("Wait");
    expect(say({ mode: "all" }, join)).toBe("Go on after all");
    expect(say({ mode: "constructor" }, join)).toBe("Go on constructor");
  });

  it("says what several ways depend on", () => {
    const split = nodeTypeOf("split", { describe: "depending on {ways}" });
    const way = (...paths: string[]) => ({
      port: "a",
      name: "A",
      condition: { combinator: "and", rules: paths.map((field) => ({ field, operator: "=" })) },
    });
    const say = (...ways: unknown[]) =>
      stepLine({ id: "s", type: "split", config: { ways } }, split, words);
    const [budget, email] = ["answers.budget", "answers.email"];
    expect(say(way(budget), way(budget, email))).toBe("Depending on Budget, Your e-mail");
    expect(say(way())).toBe("Depending on …");
  });

  it("reads no setting through a prototype", () => {
    const odd = nodeTypeOf("odd", { describe: "do {constructor.name}" });
    expect(stepLine({ id: "o", type: "odd", config: {} }, odd, words)).toBe("Do …");
  });
});
