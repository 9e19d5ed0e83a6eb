import { Button, Group, Text } from "@mantine/core";

export interface UndoToast {
  readonly message: string;
  readonly onUndo: () => void;
  /** Called once the toast went without undo. */
  readonly onExpire?: () => void;
  /** How long it can be undone, in ms; default 7,000. */
  readonly undoMs?: number;
}

const closeButtonProps = { "aria-label": "Close this message" } as const;

/** Says that something worked. */
export function showDone(message: string): void {
  void loadNotifications().then((notifications) =>
    notifications.show({ message, color: "moss", autoClose: 4_000, closeButtonProps }),
  );
}

/** Says that something did not work, and why. */
export function showFailure(title: string, message: string): void {
  void loadNotifications().then((notifications) =>
    notifications.show({
      title,
      message,
      color: "madder",
      autoClose: 10_000,
      role: "alert",
      closeButtonProps,
    }),
  );
}

/** In place of "are you sure?": the act is announced and can be taken back for a while. */
export function showUndo(toast: UndoToast): void {
  void loadNotifications().then((notifications) => notifications.show(undoNotification(toast)));
}

let undoCount = 0;

function undoNotification({ message, onUndo, onExpire, undoMs = 7_000 }: UndoToast) {
  undoCount += 1;
  const id = `undo-${undoCount}`;
  let undone = false;
  const undo = async () => {
    undone = true;
    (await loadNotifications()).hide(id);
    onUndo();
  };
  return {
    id,
    autoClose: undoMs,
    closeButtonProps,
    color: "gray",
    onClose: () => {
      if (!undone) onExpire?.();
    },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="default" onClick={() => void undo()}>
          Undo
        </Button>
      </Group>
    ),
  };
}

/** Loaded with the first thing to say, to keep the first page small. */
async function loadNotifications() {
  const { notifications } = await import("@mantine/notifications");
  return notifications;
}
