import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import { isLoopback } from "./client-address.ts";
import { notFound } from "./refusal.ts";
import type { Caller } from "./call.ts";

/** One thing that has to work before requests are worth sending here. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ready: () => Promise<boolean>;
}

export interface Metrics {
  readonly registry: Registry;
  countRequest(req: IncomingMessage, res: ServerResponse, startedMs: number): void;
}

export function createMetrics(registry: Registry = new Registry()): Metrics {
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "formloom_http_requests_total",
    help: "HTTP requests by method and class of status.",
    labelNames: ["method", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "formloom_http_request_seconds",
    help: "Time from the first byte to the end of the answer.",
    labelNames: ["method"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  // Finding the series by its labels costs more than counting, so those that were found are kept.
  const series = new Map<string, ReturnType<typeof findSeries>>();
  function findSeries(req: IncomingMessage, res: ServerResponse) {
    const method = req.method ?? "";
    const status = `${Math.floor(res.statusCode / 100)}xx`;
    return { requests: requests.labels(method, status), durations: durations.labels(method) };
  }
  return {
    registry,
    countRequest(req, res, startedMs) {
      const key = `${req.method ?? ""}${Math.floor(res.statusCode / 100)}`;
      let found = series.get(key);
      if (found === undefined) {
        found = findSeries(req, res);
        series.set(key, found);
      }
      found.requests.inc();
      found.durations.observe((performance.now() - startedMs) / 1000);
    },
  };
}

/** `/healthz`, `/readyz` and `/metrics`; false for every other path. */
export function createHealthHandler(deps: {
  readonly checks: readonly ReadinessCheck[];
  readonly metrics: Metrics;
  readonly authenticate: (req: IncomingMessage) => Promise<Caller | null>;
}) {
  return async function serveHealth(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const path = req.url?.split("?")[0];
    if (path === "/healthz") sendText(res, 200, "ok\n");
    else if (path === "/readyz") await sendReadiness(deps.checks, res);
    else if (path === "/metrics") {
      if (!(await maySeeMetrics(req, deps.authenticate))) throw notFound();
      sendText(res, 200, await deps.metrics.registry.metrics(), deps.metrics.registry.contentType);
    } else return false;
    return true;
  };
}

async function sendReadiness(
  checks: readonly ReadinessCheck[],
  res: ServerResponse,
): Promise<void> {
  const results = await Promise.all(checks.map(runCheck));
  const ready = results.every((result) => result.ready);
  const body = {
    ready,
    checks: Object.fromEntries(results.map(({ name, ready }) => [name, ready])),
  };
  sendText(res, ready ? 200 : 503, `${JSON.stringify(body)}\n`, "application/json");
}

async function runCheck({
  name,
  ready,
}: ReadinessCheck): Promise<{ name: string; ready: boolean }> {
  const result = await ready().catch(() => false);
  return { name, ready: result };
}

/** Admins, and a collector on the same machine that no proxy sent. */
async function maySeeMetrics(
  req: IncomingMessage,
  authenticate: (req: IncomingMessage) => Promise<Caller | null>,
): Promise<boolean> {
  const address = (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  if (isLoopback(address) && req.headers["x-forwarded-for"] === undefined) return true;
  return (await authenticate(req))?.role === "admin";
}

function sendText(res: ServerResponse, status: number, text: string, type = "text/plain"): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
}
