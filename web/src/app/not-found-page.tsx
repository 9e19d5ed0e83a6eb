import { Container } from "@mantine/core";
import { EmptyState } from "../ui/empty-state.tsx";
import { ButtonLink } from "../ui/links.tsx";

export function NotFoundPage() {
  return (
    <Container size="sm" py="xl">
      <title>Not found · Formloom</title>
      <EmptyState title="Nothing is here" actions={<ButtonLink to="/">To your forms</ButtonLink>}>
        The address has a mistake in it, or what it led to was deleted.
      </EmptyState>
    </Container>
  );
}
