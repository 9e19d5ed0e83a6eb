import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { reasonOf } from "../effects/explain-error.ts";
import { endSession } from "../effects/session.ts";
import { showFailure } from "../ui/toast.tsx";

export interface UserMenuProps {
  readonly name: string;
  readonly email: string;
}

export function UserMenu({ name, email }: UserMenuProps) {
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await endSession(() => navigate({ to: "/sign-in" }));
    } catch (error) {
      showFailure("You are still signed in", reasonOf(error));
    }
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`Your account: ${name}`} p={4}>
          <Avatar size={32} color="plum" name={name} alt="" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {name}
          </Text>
          <Text size="xs" className="wrap-anywhere">
            {email}
          </Text>
        </Menu.Label>
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/account" {...props} />}
        >
          Account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
