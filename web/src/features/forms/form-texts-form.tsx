import type { FormView } from "@formloom/shared/api";
import { Autocomplete, Button, Group, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { formValues } from "../../ui/form-values.ts";

export interface FormTexts {
  readonly name: string;
  readonly description: string;
  readonly timeZone: string;
  readonly page: { readonly submitLabel: string; readonly thankYou: string };
}

export interface FormTextsFormProps {
  readonly form: FormView;
  readonly busy: boolean;
  readonly onSave: (texts: FormTexts) => void;
}

export function FormTextsForm({ form, busy, onSave }: FormTextsFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const values = formValues(event.currentTarget);
        const {
          name = "",
          description = "",
          timeZone = "",
          submitLabel = "",
          thankYou = "",
        } = values;
        onSave({ name, description, timeZone, page: { submitLabel, thankYou } });
      }}
    >
      <Stack>
        <TextInput name="name" label="Name" defaultValue={form.name} required maxLength={200} />
        <Textarea
          name="description"
          label="Description"
          description="Stands below the name on the form's page."
          defaultValue={form.description}
          maxLength={5_000}
          autosize
          minRows={2}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            name="submitLabel"
            label="Words on the button"
            defaultValue={form.page.submitLabel}
            maxLength={60}
          />
          <Autocomplete
            name="timeZone"
            label="Time zone"
            defaultValue={form.timeZone}
            data={Intl.supportedValuesOf("timeZone")}
            limit={8}
          />
        </SimpleGrid>
        <Textarea
          name="thankYou"
          label="Thank-you text"
          description="What people read after they sent the form."
          defaultValue={form.page.thankYou}
          maxLength={2_000}
          autosize
          minRows={2}
        />
        <Group>
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
