import { Fieldset, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface GroupFrameProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

/** The frame of settings that belong together. */
export function GroupFrame({ label, description, error, children }: GroupFrameProps) {
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        {description !== undefined && (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
        {error !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        {children}
      </Stack>
    </Fieldset>
  );
}
