import { replayFailure, replayRuns } from "@formloom/shared/api";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { createRunScopes } from "../runs/run-scope.ts";
import { beginGroupReplay, beginRunReplays, type BeginDeps } from "./begin-replays.ts";

/** Begins the replay of many runs: those of a cause, or chosen ones. */
export function replayRoutes(deps: BeginDeps): readonly BoundRoute[] {
  const scopes = createRunScopes(deps.prisma);
  return [
    route(replayFailure, async ({ caller, params: { fingerprint }, body }) => ({
      task: await beginGroupReplay(deps, { fingerprint, userId: caller.id, body }),
    })),
    route(replayRuns, async ({ caller, body }) => ({
      tasks: await beginRunReplays({ ...deps, scopes }, caller, body),
    })),
  ];
}
