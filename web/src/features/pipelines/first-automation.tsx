import type { FormView } from "@formloom/shared/api";
import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "../../ui/links.tsx";
import { RecipeGrid } from "./recipes/recipe-grid.tsx";
import { firstRecipes } from "./recipes/recipes.ts";
import { useRecipes } from "./recipes/use-recipes.ts";
import { useNewPipeline } from "./use-new-pipeline.ts";

export interface FirstAutomationProps {
  readonly form: FormView;
}

/** What a form without automations offers: three beginnings, more of them, or a blank page. */
export function FirstAutomation({ form }: FirstAutomationProps) {
  const world = useRecipes(form);
  const make = useNewPipeline(form.id);
  return (
    <Stack gap="lg">
      <Box>
        <Title order={2} fz="1.25rem">
          What should happen with each answer?
        </Title>
        <Text c="dimmed">Pick a beginning; you can change everything afterwards.</Text>
      </Box>
      {world !== null && (
        <RecipeGrid
          world={world}
          recipes={firstRecipes.filter((recipe) => world.offered.includes(recipe))}
          make={make}
        />
      )}
      <Group>
        <Button
          variant="default"
          disabled={make.isPending}
          onClick={() => make.mutate({ name: "New automation" })}
        >
          Start blank
        </Button>
        <ButtonLink
          to="/forms/$formId/automations/new"
          params={{ formId: form.id }}
          variant="subtle"
        >
          See all beginnings
        </ButtonLink>
      </Group>
    </Stack>
  );
}
