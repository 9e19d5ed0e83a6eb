import { Burger, Drawer, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useMe } from "../effects/session.ts";
import { BrandMark } from "../ui/brand-mark.tsx";
import { NavItemLink } from "../ui/links.tsx";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import { UserMenu } from "./user-menu.tsx";

const destinations = [
  { to: "/", label: "Forms" },
  { to: "/runs", label: "Runs" },
  { to: "/outbox", label: "Outbox" },
  { to: "/connections", label: "Connections" },
  { to: "/admin/people", label: "People" },
] as const;

export function TopBar() {
  const { user } = useMe();
  const [opened, { close, toggle }] = useDisclosure(false);
  const shown = destinations.filter(({ to }) => {
    if (to === "/admin/people") return user.role === "admin";
    return to !== "/connections" || user.role !== "viewer";
  });
  return (
    <Group h={56} px={{ base: "sm", sm: "lg" }} justify="space-between" wrap="nowrap">
      <Group gap="lg" wrap="nowrap">
        <Burger
          opened={opened}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label="Menu"
          aria-expanded={opened}
        />
        <Link to="/" className="brand">
          <BrandMark />
          Formloom
        </Link>
        <Group component="nav" aria-label="Main" gap={2} wrap="nowrap" visibleFrom="sm">
          {shown.map(({ to, label }) => (
            <Link key={to} to={to} className="topnav-link" activeOptions={{ exact: to === "/" }}>
              {label}
            </Link>
          ))}
        </Group>
      </Group>
      <Group gap={4} wrap="nowrap">
        <ColorSchemeToggle />
        <UserMenu name={user.name} email={user.email} />
      </Group>
      <Drawer
        opened={opened}
        onClose={close}
        position="left"
        size="xs"
        title="Menu"
        hiddenFrom="sm"
      >
        <Stack component="nav" gap={2} aria-label="Main">
          {shown.map(({ to, label }) => (
            <NavItemLink key={to} to={to} label={label} onClick={close} />
          ))}
        </Stack>
      </Drawer>
    </Group>
  );
}
