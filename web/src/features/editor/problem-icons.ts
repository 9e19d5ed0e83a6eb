import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";

/** What stands beside each kind of finding, and beside none. */
export const problemIcons = {
  good: IconCircleCheck,
  error: IconCircleX,
  warning: IconAlertTriangle,
} as const;
