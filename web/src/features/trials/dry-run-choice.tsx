import { Button, Checkbox, Group, NativeSelect, Text } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";

export interface DryRunChoiceProps {
  /** Null: it was never published, so there is nothing to compare with. */
  readonly liveVersion: number | null;
  readonly isBusy: boolean;
  readonly onTry: (choice: { readonly last: number; readonly compare: boolean }) => void;
}

const counts = ["20", "100", "500", "1000"];

/** On how many responses to try it, and whether to compare. */
export function DryRunChoice({ liveVersion, isBusy, onTry }: DryRunChoiceProps) {
  const [last, setLast] = useState("20");
  const [compares, setCompares] = useState(true);
  return (
    <Group gap="md" align="flex-end">
      <NativeSelect
        label="Newest responses"
        value={last}
        data={counts.map((count) => ({ value: count, label: `The last ${count}` }))}
        onChange={(event) => setLast(event.currentTarget.value)}
      />
      {liveVersion !== null && (
        <Checkbox
          pb={8}
          label={`Compare with live version ${liveVersion}`}
          checked={compares}
          onChange={(event) => setCompares(event.currentTarget.checked)}
        />
      )}
      <Button
        leftSection={<IconEye size={16} aria-hidden />}
        loading={isBusy}
        onClick={() => onTry({ last: Number(last), compare: compares && liveVersion !== null })}
      >
        Try them
      </Button>
      <Text size="sm" c="dimmed" pb={8}>
        Sends nothing.
      </Text>
    </Group>
  );
}
