import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";

export interface UndoToast {
  readonly message: string;
  readonly onUndo: () => void;
  /** Called once the toast went without undo. */
  readonly onExpire?: () => void;
  /** How long it can be undone, in ms; default 7,000. */
  readonly undoMs?: number;
}

/** Says that something worked. */
export function showDone(message: string): void {
  notifications.show({ message, color: "moss", autoClose: 4_000 });
}

/** Says that something did not work, and why. */
export function showFailure(title: string, message: string): void {
  notifications.show({ title, message, color: "madder", autoClose: 10_000, role: "alert" });
}

/** In place of "are you sure?": the act is announced and can be taken back for a while. */
export function showUndo({ message, onUndo, onExpire, undoMs = 7_000 }: UndoToast): string {
  let undone = false;
  const id = notifications.show({
    autoClose: undoMs,
    color: "gray",
    onClose: () => {
      if (!undone) onExpire?.();
    },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            undone = true;
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
  return id;
}
