import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "../logger.ts";
import { sendError } from "./error-response.ts";
import { Refusal } from "./refusal.ts";
import { requestIdOf } from "./request-id.ts";

/** What comes on a connection that is still open while the server stops: try again elsewhere, or soon. */
export function refuseWhileStopping(
  req: IncomingMessage,
  res: ServerResponse,
  logger: Logger,
): void {
  res.setHeader("connection", "close");
  const refusal = new Refusal("unavailable", "The server is stopping.", { retryAfterS: 5 });
  sendError(refusal, { req, res, requestId: requestIdOf(res), logger });
}
