import { Checkbox, Group, NumberInput } from "@mantine/core";

export interface LimitFieldProps {
  readonly label: string;
  readonly unit: string;
  /** Null: switched off. */
  readonly value: number | null;
  /** What it begins with when it is switched on. */
  readonly first: number;
  readonly most: number;
  readonly onChange: (value: number | null) => void;
}

/** Something that can be on, with a number then. */
export function LimitField({ label, unit, value, first, most, onChange }: LimitFieldProps) {
  return (
    <Group gap="xs">
      <Checkbox
        label={label}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? first : null)}
      />
      {value !== null && (
        <NumberInput
          aria-label={`${label}: ${unit}`}
          suffix={` ${unit}`}
          w={160}
          ml={{ base: 30, sm: 0 }}
          min={1}
          max={most}
          allowDecimal={false}
          value={value}
          onChange={(next) => {
            if (typeof next === "number" && next >= 1) onChange(Math.min(next, most));
          }}
        />
      )}
    </Group>
  );
}
