import { Drawer, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useEscape } from "./use-escape.ts";
import { useReturnFocus } from "./use-return-focus.ts";

export interface SideDrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: "md" | "lg" | "xl";
  readonly children: ReactNode;
}

/** A drawer from the right. Its head is no `header`, which would be a second banner of the page. */
export function SideDrawer({ title, onClose, size = "md", children }: SideDrawerProps) {
  useEscape(true, onClose);
  useReturnFocus();
  return (
    <Drawer.Root opened onClose={onClose} size={size} position="right" closeOnEscape={false}>
      <Drawer.Overlay opacity={0.35} />
      <Drawer.Content>
        <Group justify="space-between" wrap="nowrap" p="md" pb={0}>
          <Drawer.Title fw={650} fz="lg">
            {title}
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </Group>
        <Drawer.Body pt="sm">{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
