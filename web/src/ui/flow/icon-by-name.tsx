import {
  IconAdjustments,
  IconBell,
  IconBolt,
  IconBrandSlack,
  IconCalendar,
  IconClock,
  IconCode,
  IconDatabase,
  IconFilter,
  IconGitBranch,
  IconGitMerge,
  IconHourglass,
  IconMail,
  IconMessage,
  IconPuzzle,
  IconSend,
  IconTable,
  IconWebhook,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";
import { createElement } from "react";

export interface IconByNameProps {
  /** Tabler's name, such as `brand-slack`. */
  readonly name: string;
  readonly size?: number;
}

/** A fixed few, since the whole set is megabytes; what is not among them gets a puzzle piece. */
const icons: ReadonlyMap<string, Icon> = new Map<string, Icon>([
  ["adjustments", IconAdjustments],
  ["bell", IconBell],
  ["bolt", IconBolt],
  ["brand-slack", IconBrandSlack],
  ["calendar", IconCalendar],
  ["clock", IconClock],
  ["code", IconCode],
  ["database", IconDatabase],
  ["filter", IconFilter],
  ["git-branch", IconGitBranch],
  ["git-merge", IconGitMerge],
  ["hourglass", IconHourglass],
  ["mail", IconMail],
  ["message", IconMessage],
  ["send", IconSend],
  ["table", IconTable],
  ["webhook", IconWebhook],
  ["world", IconWorld],
]);

export function IconByName({ name, size = 20 }: IconByNameProps) {
  return createElement(icons.get(name) ?? IconPuzzle, { size, stroke: 1.75, "aria-hidden": true });
}
