import type { Plan } from "@formloom/shared/graph";
import type { Credentials, StepCredentials } from "./ports.ts";
import { unreadableKind } from "./worker/protocol.ts";

/**
 * The connections that plans name, as far as they are the owner's. One that cannot be read fails the step
 * that names it, not the whole run.
 */
export async function ownConnections(
  plans: readonly Pick<Plan, "steps">[],
  ownerId: string,
  credentials: Pick<Credentials, "connection">,
): Promise<Readonly<Record<string, StepCredentials>>> {
  const ids = new Set(
    plans.flatMap(({ steps }) => steps.flatMap((step) => step.connectionId ?? [])),
  );
  const entries = await Promise.all(
    [...ids].map(async (id) => {
      const found = await credentials
        .connection(id, ownerId)
        .catch(() => ({ kind: unreadableKind, config: {} }));
      return found === null ? [] : [[id, found] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}
