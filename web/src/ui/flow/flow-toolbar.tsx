import { ActionIcon, Tooltip } from "@mantine/core";
import { Panel, useReactFlow } from "@xyflow/react";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";

/** Zoom and fit, bottom left. */
export function FlowToolbar() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const buttons = [
    { label: "Zoom in", icon: IconPlus, act: () => zoomIn({ duration: 150 }) },
    { label: "Zoom out", icon: IconMinus, act: () => zoomOut({ duration: 150 }) },
    {
      label: "Show everything",
      icon: IconFocusCentered,
      act: () => fitView({ padding: 0.2, maxZoom: 1, duration: 250 }),
    },
  ];
  return (
    <Panel position="bottom-left">
      <ActionIcon.Group orientation="vertical">
        {buttons.map(({ label, icon: ButtonIcon, act }) => (
          <Tooltip key={label} label={label} position="right">
            <ActionIcon variant="default" size="lg" aria-label={label} onClick={() => void act()}>
              <ButtonIcon size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </ActionIcon.Group>
    </Panel>
  );
}
