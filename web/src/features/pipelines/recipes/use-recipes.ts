import { listConnections, type FormView } from "@formloom/shared/api";
import { graphSentence } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { callRoute } from "../../../effects/api-client.ts";
import { useMe } from "../../../effects/session.ts";
import { nodeTypesQuery } from "../../../plugins/node-types-query.ts";
import { answersTo, type Recipe, type RecipeSource, type RecipeValues } from "./recipe.ts";
import { recipes } from "./recipes.ts";

const connectionsQuery = queryOptions({
  queryKey: ["connections", "of-me"],
  queryFn: ({ signal }) => callRoute(listConnections, { query: { limit: 200 }, signal }),
});

/** What recipes for a form are made from. */
export interface RecipeWorld {
  readonly form: FormView;
  readonly source: RecipeSource;
  readonly types: ReadonlyMap<string, NodeType>;
  /** Those whose node types are installed. */
  readonly offered: readonly Recipe[];
}

/** The recipes for a form; null until what they are made from has been read. */
export function useRecipes(form: FormView): RecipeWorld | null {
  const { user } = useMe();
  const types = useQuery(nodeTypesQuery).data;
  const connections = useQuery(connectionsQuery);
  // Without the connections a recipe still works: the step on the canvas asks for one.
  const stored = connections.data?.items ?? (connections.isError ? none : undefined);
  return useMemo(() => {
    if (types === undefined || stored === undefined) return null;
    const source = { fields: form.fields, ownerEmail: user.email, connections: stored };
    const offered = recipes.filter(({ nodeTypes }) => nodeTypes.every((id) => types.has(id)));
    return { form, source, types, offered };
  }, [form, user.email, types, stored]);
}

const none: RecipeSource["connections"] = [];

/** What the automation will be, in words; as far as it is answered. */
export function recipeSentence(recipe: Recipe, world: RecipeWorld, given: RecipeValues): string {
  const { source, form, types } = world;
  const values = answersTo(recipe.asks(source, given), given);
  const facts = { formName: form.name, fields: source.fields, nodeTypes: types };
  // A gap that stands last needs no full stop after its dots.
  return graphSentence(recipe.build(source, values), facts).replace(/…\.$/, "…");
}

/** The recipe that comes closest to one that does not fit. */
export function nextBest(recipe: Recipe, { source, offered }: RecipeWorld): Recipe | undefined {
  const instead = recipe.lack(source)?.instead ?? [];
  return instead
    .flatMap((id) => offered.find((each) => each.id === id) ?? [])
    .find((each) => each.lack(source) === null);
}

/** Recipes in whose name, purpose, sentence or keywords every word of the query begins a word. */
export function searchRecipes(world: RecipeWorld, query: string): readonly Recipe[] {
  const sought = wordsOf(query);
  return world.offered.filter((recipe) => {
    const sentence = recipeSentence(recipe, world, {});
    const known = wordsOf(`${recipe.name} ${recipe.purpose} ${recipe.keywords} ${sentence}`);
    return sought.every((word) => known.some((each) => each.startsWith(word)));
  });
}

function wordsOf(text: string): readonly string[] {
  return text.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
