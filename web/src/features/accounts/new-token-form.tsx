import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { reasonOf } from "../../effects/explain-error.ts";
import { formValues } from "../../ui/form-values.ts";

export interface NewTokenFormProps {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (name: string, scopes: ("read" | "write")[]) => void;
}

export function NewTokenForm({ busy, error, onSubmit }: NewTokenFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { name = "", may } = formValues(event.currentTarget);
        onSubmit(name, may === "write" ? ["read", "write"] : ["read"]);
        event.currentTarget.reset();
      }}
    >
      <Group align="flex-end">
        <TextInput
          name="name"
          label="What is it for?"
          placeholder="Nightly export"
          required
          maxLength={120}
          flex="1 1 200px"
          error={error === null ? undefined : reasonOf(error)}
        />
        <NativeSelect
          name="may"
          label="It may"
          data={[
            { value: "read", label: "only read" },
            { value: "write", label: "read and change" },
          ]}
        />
        <Button type="submit" variant="default" loading={busy}>
          Make a token
        </Button>
      </Group>
    </form>
  );
}
