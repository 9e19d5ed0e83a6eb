import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

const sameSite = new Set<unknown>(["same-origin", "none"]);

/**
 * Refuses a change that another site's page makes a signed-in browser send. Browsers say where a
 * request comes from in `Sec-Fetch-Site` and `Origin`; what sends neither is no browser and holds no
 * cookie that it was not given.
 */
export function createOriginCheck(baseUrl: string): (req: IncomingMessage) => void {
  return function checkOrigin(req) {
    const site = req.headers["sec-fetch-site"];
    if (site !== undefined && !sameSite.has(site)) throw csrf();
    const { origin } = req.headers;
    if (origin === undefined || origin === baseUrl) return;
    if (URL.parse(origin)?.host !== req.headers.host) throw csrf();
  };
}

function csrf(): Refusal {
  return new Refusal("csrf", "This request came from another site's page.");
}
