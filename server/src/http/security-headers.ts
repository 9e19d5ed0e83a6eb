import type { ServerResponse } from "node:http";
import helmet from "helmet";
import type { RequestHandler } from "express";

/** The policy of every page. Style attributes are what the component library positions things by. */
export const contentSecurityPolicy = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

/** Headers of every page and of the API; strict transport only where the base URL is https. */
export function securityHeaders(baseUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    strictTransportSecurity: baseUrl.startsWith("https:") ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
}

/** The constant headers of the submission route, whose answers hold nothing that a browser could run. */
export const bareHeaders: readonly string[] = [
  "x-content-type-options",
  "nosniff",
  "content-security-policy",
  "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy",
  "same-origin",
  "referrer-policy",
  "no-referrer",
];

export function setBareHeaders(res: ServerResponse): void {
  for (let at = 0; at + 1 < bareHeaders.length; at += 2) {
    res.setHeader(bareHeaders[at] ?? "", bareHeaders[at + 1] ?? "");
  }
}
