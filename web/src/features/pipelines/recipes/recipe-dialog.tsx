import { Button, Group, Stack, Text } from "@mantine/core";
import type { Graph } from "@formloom/shared/graph";
import type { ConnectionFacts } from "@formloom/shared/plugin";
import { lazy, Suspense, useState } from "react";
import { Dialog } from "../../../ui/dialog.tsx";
import { connectionKinds } from "../../../connections/connection-kinds.ts";
import { answersTo, askProblem, type Recipe, type RecipeAsk, type RecipeValues } from "./recipe.ts";
import { RecipeAskControl } from "./recipe-ask-control.tsx";
import { recipeSentence, type RecipeWorld } from "./use-recipes.ts";

const NewConnectionDialog = lazy(async () => ({
  default: (await import("../../../connections/new-connection-dialog.tsx")).NewConnectionDialog,
}));

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
  const [adding, setAdding] = useState<NewConnection | null>(null);
  const answer = (name: string, value: string) =>
    setGiven((before) => ({ ...before, [name]: value }));
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
              onChange={(value) => answer(ask.name, value)}
              onAddConnection={() => setAdding(newConnection(ask, world))}
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
      {/* Beside the form: what is submitted over it is not for it. */}
      <Suspense>
        {adding !== null && (
          <NewConnectionDialog
            connection={adding.facts}
            onClose={() => setAdding(null)}
            onCreated={(id) => {
              setAdding(null);
              answer(adding.name, id);
            }}
          />
        )}
      </Suspense>
    </Dialog>
  );
}

interface NewConnection {
  /** The ask that it answers. */
  readonly name: string;
  readonly facts: ConnectionFacts;
}

function newConnection(ask: RecipeAsk, { types }: RecipeWorld): NewConnection | null {
  if (ask.kind !== "connection") return null;
  const kinds = connectionKinds([...types.values()]);
  const facts = kinds.find(({ kind }) => kind === ask.connectionKind);
  return facts === undefined ? null : { name: ask.name, facts };
}
