import { ActionIcon, Avatar, Group, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMe } from "../effects/session.ts";
import { BrandMark } from "../ui/brand-mark.tsx";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import { MainNav } from "./main-nav.tsx";

export function TopBar() {
  const { user } = useMe();
  const [opened, { close, toggle }] = useDisclosure(false);
  return (
    <>
      <Group h={56} px={{ base: "xs", sm: "lg" }} justify="space-between" wrap="nowrap">
        <Group gap="lg" wrap="nowrap">
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              hiddenFrom="sm"
              variant="subtle"
              color="gray"
              size="lg"
              onClick={toggle}
              aria-label="Menu"
              aria-expanded={opened}
              aria-controls="small-nav"
            >
              {opened ? <IconX size={20} aria-hidden /> : <IconMenu2 size={20} aria-hidden />}
            </ActionIcon>
            <Link to="/" className="brand" onClick={close}>
              <BrandMark />
              Formloom
            </Link>
          </Group>
          <Group gap={2} wrap="nowrap" visibleFrom="sm">
            <MainNav role={user.role} label="Main" />
          </Group>
        </Group>
        <Group gap={4} wrap="nowrap">
          <ColorSchemeToggle />
          <Link to="/account" className="account-link" title={user.name} onClick={close}>
            <Avatar size={32} color="plum" variant="filled" name={user.name} aria-hidden />
            <VisuallyHidden>Your account: {user.name}</VisuallyHidden>
          </Link>
        </Group>
      </Group>
      <div id="small-nav" className="small-nav" hidden={!opened}>
        <MainNav role={user.role} label="Main, small screens" onChoose={close} />
      </div>
    </>
  );
}
