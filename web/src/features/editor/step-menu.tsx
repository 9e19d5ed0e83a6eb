import { Loader, Menu } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";

const StepMenuItems = lazy(async () => ({
  default: (await import("./step-menu-items.tsx")).StepMenuItems,
}));

export interface StepMenuProps {
  readonly nodeId: string;
  /** The button that opens it. */
  readonly children: ReactNode;
}

/** Everything that can be done with a step, for mouse, keyboard and screen reader alike. */
export function StepMenu({ nodeId, children }: StepMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={250} keepMounted={false}>
      <Menu.Target>{children}</Menu.Target>
      {/* What is chosen here is no click on the card that the menu belongs to. */}
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Suspense fallback={<Loader size="sm" m="sm" />}>
          <StepMenuItems nodeId={nodeId} />
        </Suspense>
      </Menu.Dropdown>
    </Menu>
  );
}
