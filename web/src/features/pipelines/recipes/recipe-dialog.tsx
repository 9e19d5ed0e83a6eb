import { Button, Group, Stack, Text } from "@mantine/core";
import type { Graph } from "@formloom/shared/graph";
import { useState } from "react";
import { Dialog } from "../../../ui/dialog.tsx";
import { answersTo, askProblem, type Recipe, type RecipeValues } from "./recipe.ts";
import { RecipeAskControl } from "./recipe-ask-control.tsx";
import { recipeSentence, type RecipeWorld } from "./use-recipes.ts";

export interface RecipeDialogProps {
  readonly recipe: Recipe;
  readonly world: RecipeWorld;
  readonly busy: boolean;
  /** Why it was not made; null while nothing is wrong. */
  readonly failure: string | null;
  readonly onClose: () => void;
  readonly onMake: (graph: Graph) => void;
}

/** Asks for what a recipe cannot know, and says what will come of it. */
export function RecipeDialog(props: RecipeDialogProps) {
  const { recipe, world, busy, failure, onClose, onMake } = props;
  const [given, setGiven] = useState<RecipeValues>({});
  const [tried, setTried] = useState(false);
  const asks = recipe.asks(world.source, given);
  const values = answersTo(asks, given);
  const problems = new Map(
    asks.map((ask) => [ask.name, askProblem(ask, values[ask.name] ?? "")] as const),
  );
  const submit = (form: HTMLFormElement) => {
    setTried(true);
    const wrong = asks.find(({ name }) => problems.get(name) !== null);
    if (wrong === undefined) onMake(recipe.build(world.source, values));
    else form.querySelector<HTMLElement>(`[name="${wrong.name}"]`)?.focus();
  };
  return (
    <Dialog onClose={onClose} title={recipe.name}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <Stack>
          {asks.map((ask, at) => (
            <RecipeAskControl
              key={ask.name}
              ask={ask}
              value={values[ask.name] ?? ""}
              error={tried ? (problems.get(ask.name) ?? null) : null}
              isFirst={at === 0}
              onChange={(value) => setGiven((before) => ({ ...before, [ask.name]: value }))}
            />
          ))}
          <Text size="sm" c="dimmed" className="recipe-sentence wrap-anywhere">
            {recipeSentence(recipe, world, given)}
          </Text>
          {failure !== null && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {failure}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Make the automation
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
