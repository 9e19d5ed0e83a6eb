import type { IncomingMessage } from "node:http";
import { isLoopback } from "./client-address.ts";
import { Refusal } from "./refusal.ts";

/**
 * Until the first admin exists only this machine is served. The socket's own address decides, and a
 * proxy on this machine gives itself away by the header it adds.
 */
export function createSetupGate(isSetUp: () => Promise<boolean>) {
  let open = false;
  return async function checkSetup(req: IncomingMessage): Promise<void> {
    if (open) return;
    const address = (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const direct = isLoopback(address) && req.headers["x-forwarded-for"] === undefined;
    open = await isSetUp();
    if (!open && !direct) {
      throw new Refusal(
        "not_set_up",
        "This server is not set up yet: only its own machine is served.",
      );
    }
  };
}
