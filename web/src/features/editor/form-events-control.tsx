import { Checkbox, Stack } from "@mantine/core";
import { formEventTypes } from "@formloom/shared/events";
import type { ControlProps } from "../../ui/schema-form/schema-form-context.ts";
import { eventWords } from "../../plugins/step-line.ts";

/** The form events that start the automation (`x-control` `form-events`). */
export function FormEventsControl({
  value,
  onChange,
  label,
  description,
  error,
  disabled,
}: ControlProps) {
  const chosen = (Array.isArray(value) ? value : []).map(String);
  return (
    <Checkbox.Group
      label={label}
      description={description}
      error={error}
      value={chosen}
      onChange={(next) => onChange(formEventTypes.filter((event) => next.includes(event)))}
    >
      <Stack gap={10} mt={8}>
        {formEventTypes.map((event) => (
          <Checkbox
            key={event}
            value={event}
            disabled={disabled}
            label={capital(eventWords[event])}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
