import type { IncomingMessage, ServerResponse } from "node:http";
import type { BoundRoute, RouteContext } from "./call.ts";
import { createPathTable } from "./path-table.ts";
import { notFound, Refusal } from "./refusal.ts";

/** Serves every contract: finds the route of a path, or answers 404, or 405 with what is allowed. */
export function createApiHandler(routes: readonly BoundRoute[], context: RouteContext) {
  const findPath = createPathTable(routes);
  return async function serveApi(
    req: IncomingMessage,
    res: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const url = req.url ?? "";
    const end = url.indexOf("?");
    const match = findPath(end === -1 ? url : url.slice(0, end));
    if (match === null) throw notFound();
    const method = req.method === "HEAD" ? "GET" : (req.method ?? "");
    const bound = match.entry.routes.get(method);
    if (bound === undefined) {
      throw new Refusal("method_not_allowed", "This address does not take this method.", {
        headers: { allow: match.entry.allow },
      });
    }
    await bound.serve({ req, res, params: match.params, requestId }, context);
  };
}
