import { Button, Group, Stack, Text, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { formQuery } from "../../effects/form-queries.ts";
import { counted } from "../../ui/counted.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextLink } from "../../ui/links.tsx";
import { RecipeGrid } from "./recipes/recipe-grid.tsx";
import { searchRecipes, useRecipes } from "./recipes/use-recipes.ts";
import { useNewPipeline } from "./use-new-pipeline.ts";

/** All recipes for a form, to search and to choose from. */
export function NewAutomationPage() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const { data: form } = useSuspenseQuery(formQuery(formId));
  const world = useRecipes(form);
  const make = useNewPipeline(formId);
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query);
  const found = useMemo(
    () => (world === null ? null : searchRecipes(world, sought)),
    [world, sought],
  );
  if (!form.mayEdit) {
    return <EmptyState title="Only its owner adds automations">Ask the form’s owner.</EmptyState>;
  }
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div>
          <TextLink to="/forms/$formId/automations" params={{ formId }} size="sm">
            All automations
          </TextLink>
          <Title order={2} fz="1.25rem">
            New automation
          </Title>
          <Text c="dimmed">Pick a beginning; you can change everything afterwards.</Text>
        </div>
        <Button
          variant="default"
          loading={make.isPending}
          onClick={() => make.mutate({ name: "New automation" })}
        >
          Start blank
        </Button>
      </Group>
      <TextInput
        type="search"
        aria-label="Search for a beginning"
        placeholder="What should happen? Such as: thank, Slack, remind"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <VisuallyHidden component="output">
        {sought === "" || found === null ? "" : `${counted(found.length, "beginning")} found`}
      </VisuallyHidden>
      {world !== null && found !== null && found.length > 0 && (
        <RecipeGrid world={world} recipes={found} make={make} />
      )}
      {found?.length === 0 && (
        <EmptyState
          title="No such beginning"
          actions={
            <Button variant="default" onClick={() => setQuery("")}>
              Show all
            </Button>
          }
        >
          Search for other words, or start blank and add the steps yourself.
        </EmptyState>
      )}
    </Stack>
  );
}
