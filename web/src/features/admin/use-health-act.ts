import { useMutation } from "@tanstack/react-query";
import { reasonOf } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { showDone, showFailure } from "../../ui/toast.tsx";

/** A safe act on the Health page; `act` gives the words of what was done. */
export function useHealthAct<Subject>(act: (subject: Subject) => Promise<string>) {
  return useMutation({
    mutationFn: act,
    onSuccess: (words) => showDone(words),
    onError: (error) => showFailure("That did not work", reasonOf(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["health"] }),
  });
}
