import { Button, Container, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { reasonOf } from "../../effects/explain-error.ts";
import { endSession, useMe } from "../../effects/session.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Section } from "../../ui/section.tsx";
import { showFailure } from "../../ui/toast.tsx";
import { AlertSettingsSection } from "./alert-settings.tsx";
import { ColorSchemeChoice } from "./color-scheme-choice.tsx";
import { PasswordForm } from "./password-form.tsx";
import { TokenList } from "./token-list.tsx";

const roleWords = { admin: "Admin", owner: "Form owner", viewer: "Viewer" } as const;

export function AccountPage() {
  const { user } = useMe();
  const navigate = useNavigate();
  const leave = () =>
    endSession(() => navigate({ to: "/sign-in" })).catch((error: unknown) =>
      showFailure("You are still signed in", reasonOf(error)),
    );
  return (
    <Container size="sm" py="xl">
      <PageHeader
        title="Account"
        actions={
          <Button variant="default" onClick={() => void leave()}>
            Sign out
          </Button>
        }
      />
      <Section title="You">
        <Group gap="xl">
          <Text>{user.name}</Text>
          <Text c="dimmed" className="wrap-anywhere">
            {user.email}
          </Text>
          <Text c="dimmed">{roleWords[user.role]}</Text>
        </Group>
      </Section>
      <Section title="Colours">
        <ColorSchemeChoice />
      </Section>
      <Section
        title="Alerts"
        description="How you are told when an automation fails, waits or falls silent."
      >
        <AlertSettingsSection />
      </Section>
      <Section title="Password" description="A new password ends your other sessions.">
        <PasswordForm />
      </Section>
      <Section
        title="API tokens"
        description="For programs that act as you. They manage neither people nor tokens."
      >
        <TokenList />
      </Section>
    </Container>
  );
}
