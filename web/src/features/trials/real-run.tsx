import type { StepTrial } from "@formloom/shared/api";
import type { Graph } from "@formloom/shared/graph";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconMailForward, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { explainError } from "../../effects/explain-error.ts";
import { useMe } from "../../effects/session.ts";
import { useRequestKey } from "../../effects/use-request-key.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { ConfirmRun } from "./confirm-run.tsx";
import { RunProgress } from "./run-progress.tsx";
import { startTest, type TrialInput } from "./trial-queries.ts";

export interface RealRunProps {
  readonly pipelineId: string;
  readonly graph: Graph;
  readonly input: TrialInput;
  /** What would be done, as last previewed; null: not known yet. */
  readonly steps: readonly StepTrial[] | null;
}

/** Sends a test for real: to the tester, or to everybody, which is asked for once more. */
export function RealRun({ pipelineId, graph, input, steps }: RealRunProps) {
  const { user } = useMe();
  const [asks, setAsks] = useState(false);
  const keys = useRequestKey();
  const test = useMutation({
    mutationFn: (mode: "to-me" | "run") => {
      const wanted = { graph, input, mode };
      return startTest(pipelineId, wanted, keys.keyOf(wanted));
    },
    onSuccess: keys.answered,
    onSettled: () => setAsks(false),
  });
  const sendsMail = steps?.some(({ content }) => content.kind === "mail") ?? false;
  return (
    <Stack gap="sm" component="section" className="trial-real" aria-label="Try it for real">
      <Title order={3} fz="1rem">
        Try it for real
      </Title>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconMailForward size={16} aria-hidden />}
          disabled={!sendsMail || test.isPending}
          loading={test.isPending && test.variables === "to-me"}
          onClick={() => test.mutate("to-me")}
        >
          Really send to me
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={steps === null || test.isPending}
          onClick={() => setAsks(true)}
        >
          Really run…
        </Button>
      </Group>
      <Text size="sm" c="dimmed" className="wrap-anywhere">
        To me: emails come to {user.email}, everything else is only looked at. Really run:
        everything is done, to everybody.
      </Text>
      {test.error !== null && (
        <ErrorMessage {...explainError(test.error, "The test did not start.")} />
      )}
      {test.data !== undefined && <RunProgress key={test.data} runId={test.data} />}
      {asks && steps !== null && (
        <ConfirmRun
          steps={steps}
          isStarting={test.isPending}
          onConfirm={() => test.mutate("run")}
          onClose={() => setAsks(false)}
        />
      )}
    </Stack>
  );
}
