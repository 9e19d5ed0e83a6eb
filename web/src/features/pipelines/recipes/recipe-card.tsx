import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "../../../ui/links.tsx";
import type { Recipe } from "./recipe.ts";
import { RecipePicture } from "./recipe-picture.tsx";
import { nextBest, recipeSentence, type RecipeWorld } from "./use-recipes.ts";

export interface RecipeCardProps {
  readonly recipe: Recipe;
  readonly world: RecipeWorld;
  readonly busy: boolean;
  readonly onUse: (recipe: Recipe) => void;
}

/** A recipe with the picture and the sentence of what it will be; or what the form lacks for it. */
export function RecipeCard({ recipe, world, busy, onUse }: RecipeCardProps) {
  const { source, types, form } = world;
  const lack = recipe.lack(source);
  const instead = nextBest(recipe, world);
  return (
    <li className="surface recipe-card">
      <div className="recipe-frame">
        <RecipePicture graph={recipe.build(source, {})} types={types} />
      </div>
      <Box>
        <Title order={3} fz="1.05rem">
          {recipe.name}
        </Title>
        <Text size="sm" mt={2}>
          {recipe.purpose}
        </Text>
      </Box>
      <Text size="sm" c="dimmed" className="wrap-anywhere">
        {lack?.sentence ?? recipeSentence(recipe, world, {})}
      </Text>
      {lack === null ? (
        <Group>
          <Button
            variant="light"
            disabled={busy}
            aria-label={`Use this: ${recipe.name}`}
            onClick={() => onUse(recipe)}
          >
            Use this
          </Button>
        </Group>
      ) : (
        <Stack gap="xs" align="flex-start">
          <ButtonLink to="/forms/$formId" params={{ formId: form.id }} variant="default" size="xs">
            Add such a question
          </ButtonLink>
          {instead !== undefined && (
            <Button variant="subtle" size="xs" disabled={busy} onClick={() => onUse(instead)}>
              {`Instead: ${instead.name}`}
            </Button>
          )}
        </Stack>
      )}
    </li>
  );
}
