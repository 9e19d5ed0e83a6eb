import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import type { Logger } from "../logger.ts";
import { createApiHandler } from "./api-handler.ts";
import type { BoundRoute, RouteContext } from "./call.ts";
import { addressKey } from "./client-address.ts";
import { sendError } from "./error-response.ts";
import type { Metrics } from "./health.ts";
import { docsHandler } from "./openapi.ts";
import { notFound, Refusal } from "./refusal.ts";
import { requestIdOf } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import { createWebFiles } from "./web-files.ts";

/** Requests to the API per minute and address, far above what a busy editor sends. */
const apiLimit = { limit: 3_000, windowMs: 60_000 };

export interface HttpDeps {
  readonly baseUrl: string;
  readonly logger: Logger;
  readonly context: RouteContext;
  readonly routes: readonly BoundRoute[];
  /** The public form pages, at /f. */
  readonly pages: express.Router;
  /** Answers it if it is a health route, which then returns true. */
  readonly serveHealth: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  readonly checkSetup: (req: IncomingMessage) => Promise<void>;
  /** Takes submissions past everything else; false for every other request. */
  readonly takeSubmission: (req: IncomingMessage, res: ServerResponse) => boolean;
  readonly metrics: Metrics;
  /** Whether only the health routes are served: a process of the role `worker`. */
  readonly healthOnly: boolean;
  /** Folder of the built web app. */
  readonly webDir: string;
}

/** The server's one listener: submissions on the short way, everything else through express. */
export function createListener(deps: HttpDeps): RequestListener {
  const app = createExpress(deps);
  return function listen(req, res) {
    const takes = req.method === "POST" && !deps.healthOnly;
    if (takes && deps.takeSubmission(req, res)) return;
    const startedMs = performance.now();
    res.once("close", () => deps.metrics.countRequest(req, res, startedMs));
    app(req, res);
  };
}

function createExpress(deps: HttpDeps): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", false);
  const serveApi = createApiHandler(deps.routes, deps.context);
  app.use((_req, res, next) => {
    requestIdOf(res);
    next();
  });
  app.use(securityHeaders(deps.baseUrl));
  app.use(async (req, res, next) => {
    if (await deps.serveHealth(req, res)) return;
    if (deps.healthOnly) throw notFound();
    await deps.checkSetup(req);
    next();
  });
  app.use("/f", deps.pages);
  app.use("/api", limitByAddress(deps.context));
  app.get(["/api/openapi.json", "/api/docs"], docsHandler(deps.routes));
  app.use(async (req, res, next) => {
    if (!isApiPath(req.path)) return next();
    await serveApi(req, res, requestIdOf(res));
  });
  app.use(createWebFiles(deps.webDir));
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    sendError(toRefusal(error), { req, res, requestId: requestIdOf(res), logger: deps.logger });
  });
  return app;
}

function isApiPath(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

/** Static files complain by an error with a status of their own. */
function toRefusal(error: unknown): unknown {
  const status =
    typeof error === "object" && error !== null && "status" in error ? error.status : 0;
  return typeof status === "number" && status >= 400 && status < 500 ? notFound() : error;
}

function limitByAddress({ addresses }: RouteContext): express.RequestHandler {
  return rateLimit({
    ...apiLimit,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (req) => addressKey(addresses.of(req)),
    validate: false,
    handler: () => {
      throw new Refusal("rate_limited", "Too many requests: wait a little.", {
        retryAfterS: apiLimit.windowMs / 1000,
      });
    },
  });
}
