import { EgressBlocked, type EgressGuard } from "./egress-guard.ts";
import type { Destinations, Went } from "./destinations.ts";
import { PutOff } from "./destinations.ts";
import { StepTimeout } from "./outcome-of.ts";
import type { StepContext } from "@formloom/plugin-sdk";

/** What a step reaches the world with, and how to know whether it was put off. */
export interface GuardedActs extends Pick<StepContext, "fetch" | "connect"> {
  /** Set once an act was put off: whatever the plugin makes of it, the step is tried again. */
  readonly putOff: () => PutOff | null;
  /** The host that was acted on last; null: none was. */
  readonly host: () => string | null;
}

/** Acts through the guard, each counted at its destination. */
export function createGuardedActs(deps: {
  readonly guard: EgressGuard;
  readonly destinations: Destinations;
  readonly signal: () => AbortSignal;
}): GuardedActs {
  const { guard, destinations, signal } = deps;
  let putOff: PutOff | null = null;
  let called: string | null = null;
  const enter = (host: string): ((went: Went) => void) => {
    try {
      const leave = destinations.enter(host);
      called = host;
      return leave;
    } catch (error) {
      if (error instanceof PutOff) putOff = error;
      throw error;
    }
  };
  return {
    putOff: () => putOff,
    host: () => called,
    fetch: async (address, request) => {
      const leave = URL.canParse(address) ? enter(new URL(address).host) : () => {};
      try {
        const reply = await guard.fetch(address, { ...request, signal: signal() });
        leave(reply.status >= 500 ? "down" : "up");
        return reply;
      } catch (error) {
        leave(blame(error, signal()));
        throw error;
      }
    },
    connect: async (target) => {
      const leave = enter(`${target.host}:${target.port}`);
      try {
        const socket = await guard.connect(target, signal());
        socket.once("close", () => leave("up"));
        return socket;
      } catch (error) {
        leave(blame(error, signal()));
        throw error;
      }
    },
  };
}

/** Whether a failed act speaks against its destination. */
function blame(error: unknown, signal: AbortSignal): Went {
  if (error instanceof EgressBlocked) return "unsure";
  if (signal.aborted) return signal.reason instanceof StepTimeout ? "down" : "unsure";
  return "down";
}
