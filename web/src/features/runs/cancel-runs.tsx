import { cancelRuns } from "@formloom/shared/api";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { showDone } from "../../ui/toast.tsx";
import { choiceRequest, type ChoiceDialogProps } from "./choice-request.ts";

/** Asks before runs are cancelled, which cannot be taken back. */
export function CancelRuns({ choice, facts, filter, onClose, onDone }: ChoiceDialogProps) {
  const cancel = useMutation({
    mutationFn: () => callRoute(cancelRuns, { body: choiceRequest(choice, filter) }),
    onSuccess: ({ cancelled }) => {
      showDone(`${counted(cancelled, "run")} cancelled`);
      onDone();
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs"] }),
  });
  const what = facts.count === null ? "all matching runs" : counted(facts.underWay, "run");
  return (
    <Dialog title={`Cancel ${what}?`} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          They stop where they are, and this cannot be taken back. What was sent stays sent. Runs
          that are over stay as they are; 10,000 can be cancelled at a time.
        </Text>
        {cancel.error !== null && (
          <ErrorMessage {...explainError(cancel.error, "The runs were not cancelled.")} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep them
          </Button>
          <Button color="madder" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {`Cancel ${what}`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
