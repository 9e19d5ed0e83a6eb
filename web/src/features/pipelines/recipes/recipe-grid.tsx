import { useState } from "react";
import { explainError, reasonOf } from "../../../effects/explain-error.ts";
import { ErrorMessage } from "../../../ui/error-message.tsx";
import type { useNewPipeline } from "../use-new-pipeline.ts";
import type { Recipe } from "./recipe.ts";
import { RecipeCard } from "./recipe-card.tsx";
import { RecipeDialog } from "./recipe-dialog.tsx";
import type { RecipeWorld } from "./use-recipes.ts";
import "./recipes.css";

export interface RecipeGridProps {
  readonly world: RecipeWorld;
  readonly recipes: readonly Recipe[];
  readonly make: ReturnType<typeof useNewPipeline>;
}

/** Recipes to choose from. One that has nothing to ask is made at once. */
export function RecipeGrid({ world, recipes, make }: RecipeGridProps) {
  const [asking, setAsking] = useState<Recipe | null>(null);
  const use = (recipe: Recipe) => {
    make.reset();
    if (recipe.asks(world.source, {}).length > 0) setAsking(recipe);
    else make.mutate({ name: recipe.name, graph: recipe.build(world.source, {}) });
  };
  return (
    <>
      {make.isError && asking === null && (
        <ErrorMessage {...explainError(make.error, "The automation was not made.")} />
      )}
      <ul className="recipe-grid">
        {recipes.map((recipe) => (
          <RecipeCard
            key={recipe.id}
            recipe={recipe}
            world={world}
            busy={make.isPending}
            onUse={use}
          />
        ))}
      </ul>
      {asking !== null && (
        <RecipeDialog
          recipe={asking}
          world={world}
          busy={make.isPending}
          failure={make.isError ? reasonOf(make.error) : null}
          onClose={() => setAsking(null)}
          onMake={(graph) => make.mutate({ name: asking.name, graph })}
        />
      )}
    </>
  );
}
