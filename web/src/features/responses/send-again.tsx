import { replayRun, type JourneyStep } from "@formloom/shared/api";
import { Button, Fieldset, Group, List, Stack } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { showDone } from "../../ui/toast.tsx";
import { stepTitle } from "./journey-words.ts";

export interface SendAgainProps {
  readonly formId: string;
  readonly runId: string;
  readonly step: JourneyStep;
  /** All of the run, to name those that send again with it. */
  readonly steps: readonly JourneyStep[];
}

/** Sends again from one step on, after it was said what that sends and to whom. */
export function SendAgain({ formId, runId, step, steps }: SendAgainProps) {
  const [isOpen, setIsOpen] = useState(false);
  const send = useMutation({
    mutationFn: () =>
      callRoute(replayRun, {
        params: { runId },
        body: { fromNodeId: step.nodeId, sendAgain: true },
      }),
    onSuccess: () => {
      setIsOpen(false);
      showDone("It is sent again");
      void queryClient.invalidateQueries({ queryKey: ["responses", formId] });
    },
  });
  const again = step.sendsAgain.flatMap(
    (nodeId) => steps.find((one) => one.nodeId === nodeId) ?? [],
  );
  if (!isOpen) {
    return (
      <Button
        size="compact-sm"
        variant="default"
        mih={{ base: 44, sm: 30 }}
        aria-label={`Send again: ${stepTitle(step)}`}
        onClick={() => setIsOpen(true)}
      >
        Send again
      </Button>
    );
  }
  // In place: a dialog over the drawer would close both at once with Escape.
  return (
    <Fieldset
      w="100%"
      legend={again.length === 1 ? "This is really sent again" : "These are really sent again"}
    >
      <Stack gap="xs">
        <List size="sm">
          {again.map((one) => (
            <List.Item key={one.nodeId} className="wrap-anywhere">
              {stepTitle(one)}
            </List.Item>
          ))}
        </List>
        {send.error !== null && (
          <ErrorMessage {...explainError(send.error, "It was not sent again.")} />
        )}
        <Group gap="xs">
          <Button
            ref={takeFocus}
            leftSection={<IconSend size={16} aria-hidden />}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            Send again
          </Button>
          <Button variant="default" onClick={() => setIsOpen(false)}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

/** Where whoever asked for it goes on. */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();
