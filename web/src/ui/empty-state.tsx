import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { WeaveMark } from "./weave-mark.tsx";

export interface EmptyStateProps {
  readonly title: string;
  /** What will appear here, and when. */
  readonly children: ReactNode;
  /** The next act. */
  readonly actions?: ReactNode;
}

/** An empty list: says what will appear and offers the next act. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" py={48} px="md" ta="center" className="surface">
      <WeaveMark />
      <Title order={2} fz="1.2rem">
        {title}
      </Title>
      <Text c="dimmed" maw={460} component="div">
        {children}
      </Text>
      {actions !== undefined && (
        <Group justify="center" mt="xs">
          {actions}
        </Group>
      )}
    </Stack>
  );
}
