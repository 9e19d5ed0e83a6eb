import { Anchor, NativeSelect, TextInput } from "@mantine/core";
import { assertNever } from "@formloom/shared/kernel";
import type { RecipeAsk } from "./recipe.ts";

export interface RecipeAskControlProps {
  readonly ask: RecipeAsk;
  readonly value: string;
  readonly error: string | null;
  readonly isFirst: boolean;
  readonly onChange: (value: string) => void;
  /** Stores a connection of a kind that there may be none of yet. */
  readonly onAddConnection: () => void;
}

/** One thing that a recipe asks. */
export function RecipeAskControl(props: RecipeAskControlProps) {
  const { ask, value, error, isFirst, onChange } = props;
  const shown = {
    label: ask.label,
    name: ask.name,
    value,
    error,
    description: ask.help,
    withAsterisk: !ask.optional,
    "aria-required": !ask.optional,
    ...(isFirst && { "data-autofocus": true }),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(event.currentTarget.value),
  };
  switch (ask.kind) {
    case "question":
      return (
        <NativeSelect
          {...shown}
          data={ask.questions.map(({ id, label }) => ({ value: id, label }))}
        />
      );
    case "connection":
      return (
        <div>
          <NativeSelect
            {...shown}
            data={[
              {
                value: "",
                label: ask.choices.length > 0 ? "Choose later" : "None yet: add it now or later",
              },
              ...ask.choices.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Anchor component="button" type="button" size="sm" mt={4} onClick={props.onAddConnection}>
            Add a connection
          </Anchor>
        </div>
      );
    case "number":
      return <TextInput {...shown} inputMode="decimal" />;
    case "address":
      return <TextInput {...shown} inputMode="email" autoComplete="email" spellCheck={false} />;
    case "web-address":
      return (
        <TextInput {...shown} inputMode="url" placeholder={ask.placeholder} spellCheck={false} />
      );
    case "text":
      return <TextInput {...shown} placeholder={ask.placeholder} />;
    default:
      return assertNever(ask);
  }
}
