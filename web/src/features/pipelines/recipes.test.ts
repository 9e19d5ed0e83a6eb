import type { Field } from "@formloom/shared/form";
import { graphSchema } from "@formloom/shared/graph";
import { parseTemplate } from "@formloom/shared/values";
import { describe, expect, it } from "vitest";
import { recipes } from "./recipes.ts";

const fields: readonly Field[] = [
  { id: "intro", kind: "heading", label: "About you", required: false },
  { id: "name", kind: "text", label: "Your {{ name }}", required: true },
  { id: "email", kind: "email", label: "Email", required: true },
];
const source = { fields, ownerEmail: "owner@example.org" };

describe("recipes", () => {
  it("make graphs that the API takes, from the trigger to one step", () => {
    for (const recipe of recipes) {
      const graph = graphSchema.parse(recipe.build(source));
      expect(graph.edges).toHaveLength(1);
      expect(graph.nodes.map(({ type }) => type)).toEqual(["trigger", recipe.nodeType]);
    }
  });

  it("hold only templates that can be parsed, whatever the labels are", () => {
    const texts = recipes.flatMap((recipe) => textsOf(recipe.build(source)));
    expect(texts.filter((text) => !parseTemplate(text).ok)).toEqual([]);
  });

  it("answer the person who asked, and say when there is nobody to thank", () => {
    const [mailMe, thank] = recipes;
    expect(JSON.stringify(mailMe?.build(source))).toContain('"replyTo":"{{ answers.email }}"');
    expect(thank?.missing({ ...source, fields: [] })).toContain("Email");
    expect(thank?.missing(source)).toBeNull();
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
