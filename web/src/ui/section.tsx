import { Stack, Text, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";

export interface SectionProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** A named part of a page, on a surface of its own. */
export function Section({ title, description, children }: SectionProps) {
  const id = useId();
  return (
    <Stack
      component="section"
      aria-labelledby={id}
      gap="md"
      p={{ base: "md", sm: "lg" }}
      mb="md"
      className="surface"
    >
      <div>
        <Title order={2} fz="1.1rem" id={id}>
          {title}
        </Title>
        {description !== undefined && (
          <Text size="sm" c="dimmed" mt={2}>
            {description}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
