import { fieldSchema } from "@formloom/shared/form";
import { describe, expect, it } from "vitest";
import { impactByQuestion, mendOf, optionKey, replacementsFor } from "./impact-choices.ts";

const options = [
  { id: "a", label: "A" },
  { id: "b", label: "B" },
];
const [name, mail, contact, topic, heading] = [
  { id: "name", kind: "text", label: "Name" },
  { id: "mail", kind: "email", label: "E-mail" },
  { id: "contact", kind: "email", label: "Contact e-mail" },
  { id: "topic", kind: "choice", label: "Topic", options },
  { id: "part", kind: "heading", label: "E-mail" },
].map((field) => fieldSchema.parse(field));
if (!name || !mail || !contact || !topic || !heading) throw new Error("Expected five questions.");

const entry = (fieldId: string, more: object = {}) => ({
  pipelineId: "p",
  pipelineName: "P",
  nodeId: `n-${fieldId}`,
  nodeName: "Step",
  fieldId,
  reason: "deleted" as const,
  settings: ["To"],
  lostOptions: [],
  inDraft: true,
  inLive: false,
  message: "",
  ...more,
});

describe("the choices for what breaks", () => {
  it("stand question by question in the form's order", () => {
    const impact = [
      entry("topic"),
      entry("mail"),
      entry("mail", { nodeId: "other", inDraft: false }),
    ];
    expect(
      impactByQuestion(impact, [name, mail, topic]).map(({ field, entries }) => [
        field.id,
        entries.length,
      ]),
    ).toEqual([
      ["mail", 2],
      ["topic", 1],
    ]);
  });

  it("offer questions of the same kind first, and never the question itself or a heading", () => {
    expect(
      replacementsFor(mail, [name, mail, contact, topic, heading]).map(({ id }) => id),
    ).toEqual(["contact", "name", "topic"]);
  });

  it("go to the server by id, without what its owner leaves broken", () => {
    const impact = [
      entry("mail"),
      entry("name"),
      entry("topic", { reason: "options", lostOptions: ["a", "b"] }),
    ];
    const questions = impactByQuestion(impact, [name, mail, topic]);
    const choices = new Map([
      ["mail", "contact"],
      [optionKey("topic", "a"), "c"],
    ]);
    expect(mendOf(questions, choices)).toEqual({
      replacements: { mail: "contact" },
      optionReplacements: { topic: { a: "c" } },
    });
  });
});
