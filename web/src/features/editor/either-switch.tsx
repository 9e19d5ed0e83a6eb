import { Input, SegmentedControl } from "@mantine/core";
import { useId } from "react";
import type { EitherSettings } from "./either-settings.ts";

export interface EitherSwitchProps {
  readonly either: EitherSettings;
  readonly label: string;
  readonly disabled: boolean;
  readonly onChange: (config: Readonly<Record<string, unknown>>) => void;
}

/** Which of the settings counts; the others are taken out. */
export function EitherSwitch({ either, label, disabled, onChange }: EitherSwitchProps) {
  const id = useId();
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id }}>
      <SegmentedControl
        fullWidth
        mt={4}
        aria-labelledby={id}
        disabled={disabled}
        value={either.chosen}
        data={either.choices.map(({ name, label: text }) => ({ value: name, label: text }))}
        onChange={(next) => {
          const choice = either.choices.find(({ name }) => name === next);
          if (choice !== undefined) onChange(choice.config);
        }}
      />
    </Input.Wrapper>
  );
}
