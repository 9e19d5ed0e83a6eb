import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowForward,
  IconCheck,
  IconClock,
  IconLoader2,
  IconMailPause,
  IconPlayerPause,
  IconX,
  type Icon,
} from "@tabler/icons-react";

/** What a state means to the person who looks at it; colour and icon follow. */
export type StatusTone =
  | "good"
  | "busy"
  | "waiting"
  | "held"
  | "attention"
  | "bad"
  | "passed-by"
  | "caught";

export interface StatusBadgeProps {
  readonly tone: StatusTone;
  /** The state in words: colour and icon never stand alone. */
  readonly children: string;
  readonly size?: "sm" | "md";
}

interface ToneLook {
  readonly color: string;
  readonly icon: Icon;
}

/** Colour (a key of the theme) and icon of each tone; also for canvas nodes and dots. */
export const toneLooks: Readonly<Record<StatusTone, ToneLook>> = {
  good: { color: "moss", icon: IconCheck },
  busy: { color: "woad", icon: IconLoader2 },
  waiting: { color: "woad", icon: IconClock },
  held: { color: "gray", icon: IconPlayerPause },
  attention: { color: "weld", icon: IconAlertTriangle },
  bad: { color: "madder", icon: IconX },
  "passed-by": { color: "gray", icon: IconArrowForward },
  caught: { color: "weld", icon: IconMailPause },
};

/** A state as icon and text. */
export function StatusBadge({ tone, children, size = "md" }: StatusBadgeProps) {
  const { color, icon: ToneIcon } = toneLooks[tone];
  return (
    <Badge
      size={size === "sm" ? "sm" : "lg"}
      tt="none"
      flex="none"
      maw="100%"
      fw={600}
      variant="light"
      color={color}
      bg={`light-dark(var(--mantine-color-${color}-1), color-mix(in srgb, var(--mantine-color-${color}-4) 18%, var(--app-surface)))`}
      c={`light-dark(var(--mantine-color-${color}-8), var(--mantine-color-${color}-2))`}
      leftSection={<ToneIcon size={size === "sm" ? 12 : 14} aria-hidden />}
    >
      {children}
    </Badge>
  );
}
