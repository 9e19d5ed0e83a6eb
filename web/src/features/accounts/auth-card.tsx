import { Box, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { BrandMark } from "../../ui/brand-mark.tsx";
import { WeaveMark } from "../../ui/weave-mark.tsx";

export interface AuthCardProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** The frame of the pages before the session. */
export function AuthCard({ title, lead, children }: AuthCardProps) {
  return (
    <Box component="main" maw={420} mx="auto" px="md" py={{ base: 32, sm: 80 }}>
      <title>{`${title} · Formloom`}</title>
      <Group justify="space-between" mb="lg">
        <Group gap={10}>
          <BrandMark size={34} />
          <Text fw={700} fz="1.3rem">
            Formloom
          </Text>
        </Group>
        <WeaveMark width={72} />
      </Group>
      <Stack gap="lg" p={{ base: "md", sm: "xl" }} className="surface">
        <div>
          <Title order={1} fz="1.4rem">
            {title}
          </Title>
          <Text c="dimmed" mt={4}>
            {lead}
          </Text>
        </div>
        {children}
      </Stack>
    </Box>
  );
}
