import { maxRetentionDays, type FormView } from "@formloom/shared/api";
import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";

export interface RetentionFormProps {
  readonly form: Pick<FormView, "retentionDays" | "defaultRetentionDays">;
  readonly busy: boolean;
  /** Days; null: as long as the server says. */
  readonly onSave: (retentionDays: number | null) => void;
}

/** How long a form's runs keep their details. */
export function RetentionForm({ form, busy, onSave }: RetentionFormProps) {
  const [days, setDays] = useState<number | string>(form.retentionDays ?? "");
  const usual = form.defaultRetentionDays;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave(typeof days === "number" ? days : null);
      }}
    >
      <Stack>
        <NumberInput
          label="Keep the details of runs for"
          description={`From 1 to ${maxRetentionDays.toLocaleString()} days. Left empty: ${usual} days, as for all forms here.`}
          placeholder={String(usual)}
          suffix=" days"
          value={days}
          onChange={setDays}
          min={1}
          max={maxRetentionDays}
          allowDecimal={false}
          maw={360}
        />
        <Text size="sm" c="dimmed">
          Runs that failed keep theirs until somebody has looked at them and these days have gone by
          since, for 180 days at most.
        </Text>
        <Group>
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
