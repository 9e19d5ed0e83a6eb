import { Container } from "@mantine/core";
import { explainError } from "../effects/explain-error.ts";
import { ErrorMessage } from "../ui/error-message.tsx";

export interface CrashPageProps {
  readonly error: unknown;
}

/** Shown in place of a page that failed to load or to draw. */
export function CrashPage({ error }: CrashPageProps) {
  const { what, why, who } = explainError(error, "This page could not be shown.");
  return (
    <Container size="sm" py="xl">
      <ErrorMessage
        what={what}
        why={why}
        who={who}
        action={{ label: "Load the page again", onClick: () => window.location.reload() }}
      />
    </Container>
  );
}
