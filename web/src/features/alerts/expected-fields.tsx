import type { Expected } from "@formloom/shared/api";
import { Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { LimitField } from "./limit-field.tsx";

export interface ExpectedFieldsProps {
  readonly expected: Expected | null;
  readonly onChange: (expected: Expected | null) => void;
}

const begin = { what: "runs", per: "day", weekends: false } as const;

/** The silence alarm: how much is expected of the automation. */
export function ExpectedFields({ expected, onChange }: ExpectedFieldsProps) {
  return (
    <Stack gap="xs">
      <LimitField
        label="When it falls silent: expect at least"
        unit={expected?.what === "sent" ? "sent" : "runs"}
        value={expected?.atLeast ?? null}
        first={1}
        most={100_000}
        onChange={(atLeast) =>
          onChange(atLeast === null ? null : { ...begin, ...expected, atLeast })
        }
      />
      {expected !== null && (
        <Group gap="sm" pl={30} align="flex-end">
          <NativeSelect
            label="Count"
            value={expected.what}
            data={[
              { value: "runs", label: "Runs that are done" },
              { value: "sent", label: "What was really sent" },
            ]}
            onChange={(event) =>
              onChange({
                ...expected,
                what: event.currentTarget.value === "sent" ? "sent" : "runs",
              })
            }
          />
          <NativeSelect
            label="In each"
            value={expected.per}
            data={[
              { value: "day", label: "Day" },
              { value: "week", label: "Week from Monday" },
            ]}
            onChange={(event) =>
              onChange({ ...expected, per: event.currentTarget.value === "week" ? "week" : "day" })
            }
          />
          {expected.per === "day" && (
            <Checkbox
              label="Weekends too"
              checked={expected.weekends}
              onChange={(event) => onChange({ ...expected, weekends: event.currentTarget.checked })}
            />
          )}
        </Group>
      )}
    </Stack>
  );
}
