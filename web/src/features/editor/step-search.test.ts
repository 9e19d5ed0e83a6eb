import type { NodeType } from "@formloom/shared/plugin";
import { beforeAll, expect, test } from "vitest";
import { loadManifests } from "../../plugins/registry.ts";
import { toNodeType } from "@formloom/plugin-sdk";
import { searchSteps } from "./step-search.ts";

let types: NodeType[];
beforeAll(async () => {
  types = [...(await loadManifests()).values()].map((manifest) => toNodeType(manifest));
});

const messages = (options: Partial<Parameters<typeof searchSteps>[1]> = {}): string[] => {
  const groups = searchSteps(types, { query: "", events: [], ...options });
  return groups
    .filter(({ category }) => category === "messages")
    .flatMap(({ choices }) => choices.map(({ type }) => type.id));
};

test("of equal entries come those with a connection first, and before them those used here", () => {
  expect(messages()).toEqual(["email", "slack"]);
  expect(messages({ connected: new Set(["slack"]) })).toEqual(["slack", "email"]);
  expect(messages({ connected: new Set(["slack"]), used: new Set(["email"]) })).toEqual([
    "email",
    "slack",
  ]);
});

test("a name that begins with the search comes before all that", () => {
  expect(messages({ query: "em", used: new Set(["slack"]) })[0]).toBe("email");
});
