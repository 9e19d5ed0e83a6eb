import { replayRun, type RouteBody } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { callRoute } from "../../../effects/api-client.ts";
import { showDone } from "../../../ui/toast.tsx";

export type ReplayBody = Partial<RouteBody<typeof replayRun>>;

/**
 * Asks for a replay and goes to it. The key is made when the drawer opens and stays over tries, so that an
 * answer that got lost begins nothing twice; another wish is another key.
 */
export function useReplay(runId: string, onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [firstKey] = useState(() => newId());
  const sent = useRef({ key: firstKey, wish: "" });
  return useMutation({
    mutationFn: (body: ReplayBody) => {
      const wish = JSON.stringify(body);
      const { key, wish: last } = sent.current;
      sent.current = { key: last === "" || last === wish ? key : newId(), wish };
      return callRoute(replayRun, {
        params: { runId },
        body,
        idempotencyKey: sent.current.key,
      });
    },
    onSuccess: async ({ runId: next }) => {
      onDone();
      showDone("It runs again. You are looking at the new run; the old one stays as it is.");
      await navigate({ to: "/runs/$runId", params: { runId: next }, search: {} });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}
