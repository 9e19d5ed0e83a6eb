import {
  IconAdjustments,
  IconArrowMerge,
  IconBell,
  IconBolt,
  IconBrandSlack,
  IconCalendar,
  IconClock,
  IconCode,
  IconDatabase,
  IconFilter,
  IconGitBranch,
  IconHeart,
  IconHourglass,
  IconMail,
  IconMessage,
  IconPlayerPlay,
  IconPlug,
  IconRepeat,
  IconTable,
  IconUsers,
  IconWebhook,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";

export interface NamedIconProps {
  /** A Tabler name, such as `mail`; one that is not bundled shows a plug. */
  readonly name: string;
  readonly size?: number;
}

// Names come as data; bundling all six thousand would be a megabyte.
const icons: Readonly<Record<string, Icon>> = {
  adjustments: IconAdjustments,
  "arrow-merge": IconArrowMerge,
  bell: IconBell,
  bolt: IconBolt,
  "brand-slack": IconBrandSlack,
  calendar: IconCalendar,
  clock: IconClock,
  code: IconCode,
  database: IconDatabase,
  filter: IconFilter,
  "git-branch": IconGitBranch,
  heart: IconHeart,
  hourglass: IconHourglass,
  mail: IconMail,
  message: IconMessage,
  "player-play": IconPlayerPlay,
  plug: IconPlug,
  repeat: IconRepeat,
  table: IconTable,
  users: IconUsers,
  webhook: IconWebhook,
  world: IconWorld,
};

export function NamedIcon({ name, size = 20 }: NamedIconProps) {
  const Glyph = Object.hasOwn(icons, name) ? (icons[name] ?? IconPlug) : IconPlug;
  return <Glyph size={size} aria-hidden />;
}
