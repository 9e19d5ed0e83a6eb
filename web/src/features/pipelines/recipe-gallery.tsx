import type { FormView } from "@formloom/shared/api";
import { Box, Button, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../../effects/session.ts";
import { nodeTypesQuery } from "../../plugins/node-types-query.ts";
import { IconByName } from "../../ui/flow/icon-by-name.tsx";
import { recipes, type Recipe, type RecipeSource } from "./recipes.ts";
import type { useNewPipeline } from "./use-new-pipeline.ts";

export interface RecipeGalleryProps {
  readonly form: FormView;
  readonly make: ReturnType<typeof useNewPipeline>;
}

/** Ready-made automations for a form that has none. */
export function RecipeGallery({ form, make }: RecipeGalleryProps) {
  const { user } = useMe();
  const { data: nodeTypes } = useQuery(nodeTypesQuery);
  const source: RecipeSource = { fields: form.fields, ownerEmail: user.email };
  const offered = recipes.filter(({ nodeType }) => nodeTypes?.has(nodeType) ?? true);
  return (
    <Stack gap="lg">
      <Box>
        <Title order={2} fz="1.25rem">
          What should happen with each answer?
        </Title>
        <Text c="dimmed">Pick a beginning; you can change everything afterwards.</Text>
      </Box>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {offered.map((recipe) => (
          <RecipeCard
            key={recipe.id}
            recipe={recipe}
            missing={recipe.missing(source)}
            busy={make.isPending}
            onUse={() => make.mutate({ name: recipe.name, graph: recipe.build(source) })}
          />
        ))}
      </SimpleGrid>
      <Button
        variant="default"
        style={{ alignSelf: "flex-start" }}
        disabled={make.isPending}
        onClick={() => make.mutate({ name: "New automation" })}
      >
        Start blank
      </Button>
    </Stack>
  );
}

interface RecipeCardProps {
  readonly recipe: Recipe;
  readonly missing: string | null;
  readonly busy: boolean;
  readonly onUse: () => void;
}

function RecipeCard({ recipe, missing, busy, onUse }: RecipeCardProps) {
  return (
    <Stack className="surface" p="lg" gap="xs" justify="space-between">
      <Stack gap="xs">
        <Box c="var(--app-accent)">
          <IconByName name={recipe.icon} size={26} />
        </Box>
        <Title order={3} fz="1.05rem">
          {recipe.name}
        </Title>
        <Text size="sm" c="dimmed">
          {missing ?? recipe.purpose}
        </Text>
      </Stack>
      <Button
        mt="sm"
        variant="light"
        disabled={busy || missing !== null}
        aria-label={`Use this: ${recipe.name}`}
        onClick={onUse}
      >
        Use this
      </Button>
    </Stack>
  );
}
