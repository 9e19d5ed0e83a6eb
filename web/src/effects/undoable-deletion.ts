import { useAppStore } from "../store/store.ts";
import { showFailure, showUndo } from "../ui/toast.tsx";
import { reasonOf } from "./explain-error.ts";

export interface UndoableDeletion {
  readonly id: string;
  /** Such as "Response deleted". */
  readonly message: string;
  /** Really deletes; called once it can no longer be undone, also while the page closes. */
  readonly act: (options: { readonly keepalive: boolean }) => Promise<unknown>;
  readonly onSettled: () => void;
}

/**
 * Hides the thing at once and deletes it when the time for Undo is over: the API has no undelete, so
 * the wait is on this side. Leaving the page ends the wait.
 */
export function deleteWithUndo({ id, message, act, onSettled }: UndoableDeletion): void {
  const { deletionRequested, deletionSettled } = useAppStore.getState();
  deletionRequested(id);
  let over = false;
  const settle = () => {
    window.removeEventListener("pagehide", leave);
    deletionSettled(id);
    onSettled();
  };
  const finish = async (keepalive: boolean) => {
    if (over) return;
    over = true;
    try {
      await act({ keepalive });
    } catch (error) {
      showFailure("It could not be deleted", reasonOf(error));
    }
    settle();
  };
  const leave = () => void finish(true);
  window.addEventListener("pagehide", leave);
  showUndo({
    message,
    onUndo: () => {
      over = true;
      settle();
    },
    onExpire: () => void finish(false),
  });
}
