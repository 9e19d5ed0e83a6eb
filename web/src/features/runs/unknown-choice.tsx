import { Alert, Button, Group, Text } from "@mantine/core";
import { resolveStep, type RunSummary } from "@formloom/shared/api";
import { IconCheck, IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { showDone, showFailure } from "../../ui/toast.tsx";
import { timeWords } from "./act-words.ts";

export interface UnknownChoiceProps {
  readonly runId: string;
  readonly step: RunSummary["openSteps"][number];
  /** To whom, or what; null: not known. */
  readonly line: string | null;
  readonly mayEdit: boolean;
}

/** A step that was cut off while it sent: what is known, and the two answers with what they lead to. */
export function UnknownChoice({ runId, step, line, mayEdit }: UnknownChoiceProps) {
  const client = useQueryClient();
  const settling = useMutation({
    mutationFn: (as: "sent" | "not-sent") =>
      callRoute(resolveStep, { params: { runId, nodeId: step.nodeId }, body: { as } }),
    onSuccess: (_run, as) =>
      showDone(
        as === "sent" ? "Noted. The run goes on." : "It is sent again, and the run goes on.",
      ),
    onError: (error) => showFailure("Nothing was changed", reasonOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <Alert color="weld" className="unknown-choice above-cover" title={titleOf(step)}>
      <Text size="sm" c="var(--mantine-color-text)">
        The server stopped while “{step.name}” was sending{line === null ? "" : ` (${line})`}. Look
        at the receiver, then say it here.
      </Text>
      {mayEdit ? (
        <Group gap="sm" mt="xs" align="stretch">
          <div className="unknown-way">
            <Button
              variant="default"
              leftSection={<IconCheck size={16} aria-hidden />}
              disabled={settling.isPending}
              onClick={() => settling.mutate("sent")}
            >
              It was sent
            </Button>
            <Text size="xs" c="var(--mantine-color-text)">
              The step counts as done, and what follows it runs.
            </Text>
          </div>
          <div className="unknown-way">
            <Button
              variant="default"
              leftSection={<IconSend size={16} aria-hidden />}
              disabled={settling.isPending}
              onClick={() => settling.mutate("not-sent")}
            >
              Send again
            </Button>
            <Text size="xs" c="var(--mantine-color-text)">
              It goes out once more under the same key: who knows the key takes it only once.
            </Text>
          </div>
        </Group>
      ) : (
        <Text size="sm" fw={600} c="var(--mantine-color-text)">
          The form’s owner or an admin has to say it.
        </Text>
      )}
    </Alert>
  );
}

const titleOf = ({ at }: UnknownChoiceProps["step"]): string =>
  at === null ? "Probably sent" : `Probably sent at ${timeWords(at)}`;
