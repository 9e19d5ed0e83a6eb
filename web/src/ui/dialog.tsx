import { Group, Modal } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { useEscape } from "./use-escape.ts";
import { useReturnFocus } from "./use-return-focus.ts";

export interface DialogProps {
  readonly title: string;
  readonly size?: "md" | "lg";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog in the middle. Its head is no `header`, which would be a second banner of the page. */
export function Dialog({ title, size = "md", onClose, children }: DialogProps) {
  useFocusBack();
  useEscape(true, onClose);
  useReturnFocus();
  return (
    <Modal.Root opened onClose={onClose} size={size} centered closeOnEscape={false}>
      <Modal.Overlay />
      <Modal.Content radius="lg">
        <Group justify="space-between" wrap="nowrap" p="md" pb={0}>
          <Modal.Title fw={650} fz="lg">
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Group>
        <Modal.Body pt="sm">{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Once the dialog is gone, the keyboard is where it was before; Mantine sees to that only for one that stays. */
function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
