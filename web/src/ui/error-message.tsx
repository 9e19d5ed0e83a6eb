import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";

export interface ErrorMessageProps {
  /** What happened. */
  readonly what: string;
  /** Why, probably. */
  readonly why: string;
  /** Who must act: you, an admin, the other service. */
  readonly who: string;
  readonly action?: { readonly label: string; readonly onClick: () => void };
  /** Further buttons, and what is folded below them. */
  readonly children?: ReactNode;
}

/** An error in four lines: what happened, why probably, who must act, and the button for it. */
export function ErrorMessage({ what, why, who, action, children }: ErrorMessageProps) {
  return (
    <Alert color="madder" icon={<IconAlertTriangle aria-hidden />} title={what} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm" c="var(--mantine-color-text)" className="wrap-anywhere">
          {why}
        </Text>
        <Text size="sm" c="var(--mantine-color-text)" fw={600}>
          {who}
        </Text>
        {action && (
          <Button size="xs" variant="default" onClick={action.onClick}>
            {action.label}
          </Button>
        )}
        {children}
      </Stack>
    </Alert>
  );
}
