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
import { useChoiceCount } from "./choice-count.ts";
import { choiceRequest, type ChoiceDialogProps } from "./choice-request.ts";
import { CountNote } from "./count-note.tsx";

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
  const hasBegun = cancel.isPending || cancel.isSuccess;
  const count = useChoiceCount({ act: "cancel", choice, facts, filter, hasBegun });
  return (
    <Dialog title={`Cancel ${count.words}?`} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          They stop where they are, and this cannot be taken back. What was sent stays sent. Runs
          that are over stay as they are.
        </Text>
        <CountNote count={count} />
        {cancel.error !== null && (
          <ErrorMessage {...explainError(cancel.error, "The runs were not cancelled.")} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep them
          </Button>
          <Button
            color="madder"
            disabled={!count.fits}
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {`Cancel ${count.words}`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
