import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

export interface PageHeaderProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Buttons of the page, right of the title. */
  readonly actions?: ReactNode;
  /** What stands above the title, such as the way back. */
  readonly above?: ReactNode;
}

/** The page's title, also that of the browser's tab, with its actions. */
export function PageHeader({ title, description, actions, above }: PageHeaderProps) {
  return (
    <Stack gap={4} mb="lg">
      <title>{`${title} · Formloom`}</title>
      {above}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} miw={0} flex="1 1 260px">
          <Title order={1} fz="1.625rem" className="wrap-anywhere">
            {title}
          </Title>
          {description !== undefined && (
            <Text c="dimmed" maw={680}>
              {description}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Stack>
  );
}
