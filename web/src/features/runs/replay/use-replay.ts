import { replayRun, type RouteBody } from "@formloom/shared/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { callRoute } from "../../../effects/api-client.ts";
import { useRequestKey } from "../../../effects/use-request-key.ts";
import { showDone } from "../../../ui/toast.tsx";

export type ReplayBody = Partial<RouteBody<typeof replayRun>>;

/** Asks for a replay, once however often it is tried, and goes to it. */
export function useReplay(runId: string, onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const keys = useRequestKey();
  return useMutation({
    mutationFn: (body: ReplayBody) =>
      callRoute(replayRun, { params: { runId }, body, idempotencyKey: keys.keyOf(body) }),
    onSuccess: async ({ runId: next }) => {
      onDone();
      showDone("It runs again. You are looking at the new run; the old one stays as it is.");
      await navigate({ to: "/runs/$runId", params: { runId: next }, search: {} });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}
