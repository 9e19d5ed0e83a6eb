import type { FieldKind } from "@formloom/shared/form";
import {
  IconAlignLeft,
  IconCalendar,
  IconCheckbox,
  IconCircleDot,
  IconClock,
  IconEyeOff,
  IconHash,
  IconHeading,
  IconLetterT,
  IconLink,
  IconMail,
  IconPaperclip,
  IconPhone,
  IconStar,
  IconToggleRight,
  type Icon,
} from "@tabler/icons-react";

export interface KindIconProps {
  readonly kind: FieldKind;
}

const icons: Readonly<Record<FieldKind, Icon>> = {
  text: IconLetterT,
  long_text: IconAlignLeft,
  email: IconMail,
  number: IconHash,
  choice: IconCircleDot,
  choices: IconCheckbox,
  date: IconCalendar,
  time: IconClock,
  phone: IconPhone,
  url: IconLink,
  boolean: IconToggleRight,
  rating: IconStar,
  file: IconPaperclip,
  hidden: IconEyeOff,
  heading: IconHeading,
};

export function KindIcon({ kind }: KindIconProps) {
  const Glyph = icons[kind];
  return <Glyph size={19} aria-hidden color="var(--app-accent)" />;
}
