import { dismissFailure, restoreFailure, type FailureGroupView } from "@formloom/shared/api";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { counted } from "../../ui/counted.ts";
import { showFailure, showUndo } from "../../ui/toast.tsx";

export interface DismissButtonProps {
  readonly group: FailureGroupView;
}

const readAgain = () => void queryClient.invalidateQueries({ queryKey: ["failures"] });

/** Takes a cause out of the inbox where nobody wants a replay; can be taken back. */
export function DismissButton({ group: { fingerprint } }: DismissButtonProps) {
  const params = { fingerprint };
  const dismiss = useMutation({
    mutationFn: () => callRoute(dismissFailure, { params, body: {} }),
    onSuccess: ({ dismissed, dismissalId }) =>
      showUndo({
        message: `${counted(dismissed, "failure")} dismissed`,
        onUndo: () =>
          void callRoute(restoreFailure, { params, body: { dismissalId } })
            .then(readAgain)
            .catch((error: unknown) => showFailure("It was not taken back", reasonOf(error))),
      }),
    onError: (error) => showFailure("It was not dismissed", reasonOf(error)),
    onSettled: readAgain,
  });
  return (
    <Button
      variant="subtle"
      color="gray"
      loading={dismiss.isPending}
      onClick={() => dismiss.mutate()}
    >
      Dismiss
    </Button>
  );
}
