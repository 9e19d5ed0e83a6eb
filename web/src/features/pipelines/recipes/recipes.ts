import { edited, mailMe, remind, thank } from "./mail-recipes.ts";
import type { Recipe } from "./recipe.ts";
import { slack, webhook } from "./service-recipes.ts";
import { bigLeads, lowRating } from "./sorting-recipes.ts";
import { byTopic } from "./topic-recipe.ts";

/** What a form without automations is offered at once. */
export const firstRecipes: readonly Recipe[] = [mailMe, thank, slack];

/** Ready-made automations, in the order they are offered. */
export const recipes: readonly Recipe[] = [
  ...firstRecipes,
  bigLeads,
  byTopic,
  lowRating,
  remind,
  edited,
  webhook,
];
