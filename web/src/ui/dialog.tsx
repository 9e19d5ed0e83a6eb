import { Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
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
