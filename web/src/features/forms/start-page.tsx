import { loadDemo } from "@formloom/shared/api";
import { Box, Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { useMe } from "../../effects/session.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { showDone } from "../../ui/toast.tsx";
import { WeaveMark } from "../../ui/weave-mark.tsx";

export interface StartPageProps {
  readonly mayMake: boolean;
  readonly onNewForm: () => void;
}

const steps = [
  { title: "Ask", text: "Make a form and hand out its link." },
  { title: "Draw", text: "Say what should happen with each answer." },
  { title: "Watch", text: "See every run, and mend what went wrong." },
] as const;

/** What somebody without any form sees. */
export function StartPage({ mayMake, onNewForm }: StartPageProps) {
  const { offerDemo } = useMe();
  const navigate = useNavigate();
  const demo = useMutation({
    mutationFn: () => callRoute(loadDemo, {}),
    onSuccess: async ({ formId }) => {
      await queryClient.invalidateQueries();
      showDone("The demo is loaded. Open the form, fill it in, and watch its run.");
      await navigate({ to: "/forms/$formId", params: { formId } });
    },
  });
  return (
    <Stack gap="xl" py={{ base: "md", sm: 40 }}>
      <title>Start · Formloom</title>
      <Box>
        <WeaveMark width={140} />
        <Title order={1} fz={{ base: "1.9rem", sm: "2.5rem" }} mt="md" maw={620} lh={1.15}>
          Weave answers into action
        </Title>
        <Text c="dimmed" fz="lg" maw={560} mt="sm">
          {mayMake
            ? "A form collects answers. An automation does something with each of them: mail it, post it, pass it on."
            : "Nothing has been shared with you yet. Forms that others share with you appear here."}
        </Text>
      </Box>
      {demo.isError && <ErrorMessage {...explainError(demo.error, "The demo was not loaded.")} />}
      {mayMake && (
        <Group>
          <Button
            size="md"
            leftSection={<IconPlus size={19} aria-hidden />}
            disabled={demo.isPending}
            onClick={onNewForm}
          >
            Make your first form
          </Button>
          {offerDemo && (
            <Button
              size="md"
              variant="default"
              leftSection={<IconSparkles size={19} aria-hidden />}
              loading={demo.isPending}
              onClick={() => demo.mutate()}
            >
              Load the demo
            </Button>
          )}
        </Group>
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }} component="ol" p={0} m={0}>
        {steps.map(({ title, text }, index) => (
          <Box key={title} component="li" className="surface" p="lg" style={{ listStyle: "none" }}>
            <Text fw={700} c="var(--app-accent)" fz="sm">
              {index + 1}
            </Text>
            <Text fw={650} fz="lg">
              {title}
            </Text>
            <Text c="dimmed">{text}</Text>
          </Box>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
