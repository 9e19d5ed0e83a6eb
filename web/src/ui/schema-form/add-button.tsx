import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

export interface AddButtonProps {
  readonly children: string;
  readonly onClick: () => void;
  readonly disabled: boolean;
}

export function AddButton({ children, onClick, disabled }: AddButtonProps) {
  return (
    <Button
      variant="default"
      size="xs"
      style={{ alignSelf: "flex-start" }}
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
