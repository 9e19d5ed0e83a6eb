import type { IncomingMessage, RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import type { NodeType } from "@formloom/shared/plugin";
import { createAccess } from "../accounts/access.ts";
import { alertRoutes } from "../alerts/alert-routes.ts";
import { accountRoutes } from "../accounts/account-routes.ts";
import type { Audit } from "../accounts/audit.ts";
import { createAuth } from "../accounts/auth.ts";
import { createAuthenticate } from "../accounts/authenticate.ts";
import { createSetupState } from "../accounts/setup.ts";
import { createSignInLimits } from "../accounts/sign-in-limits.ts";
import { signInRoutes } from "../accounts/sign-in.ts";
import { tokenRoutes } from "../accounts/token-routes.ts";
import type { Config } from "../config.ts";
import { connectionRoutes } from "../connections/connection-routes.ts";
import { pluginServiceRoutes } from "../connections/plugin-service-routes.ts";
import type { Vault } from "../connections/vault.ts";
import type { PrismaClient } from "../db/client.ts";
import { demoRoute } from "../forms/demo-route.ts";
import { formRoutes } from "../forms/form-routes.ts";
import { responseRoutes } from "../forms/response-routes.ts";
import { createSubmitRoute } from "../forms/submit-response.ts";
import type { Logger } from "../logger.ts";
import { outboxRoute } from "../outbox/outbox-route.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import type { GraphTools } from "../pipelines/pipeline-deps.ts";
import { pipelineRoutes } from "../pipelines/pipeline-routes.ts";
import { pipelineFileRoutes } from "../pipelines/pipeline-file-routes.ts";
import { pluginRoutes } from "../pipelines/plugin-routes.ts";
import { versionRoutes } from "../pipelines/version-routes.ts";
import { createPublicPages } from "../public/public-pages.ts";
import type { SecretRegistry } from "../secret-registry.ts";
import type { Access, BoundRoute, Caller, RouteContext } from "./call.ts";
import { createClientAddresses } from "./client-address.ts";
import { createCursors } from "./cursor.ts";
import { createHealthHandler, createMetrics, type Metrics, type ReadinessCheck } from "./health.ts";
import { createListener } from "./listener.ts";
import { createOriginCheck } from "./origin-check.ts";
import { createSetupGate } from "./setup-gate.ts";

export interface AppDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly audit: Audit;
  readonly secrets: SecretRegistry;
  readonly pipeline: Pipeline;
  readonly nodeTypes: readonly NodeType[];
  readonly graphTools: GraphTools;
  /** Whether queue and threads are ready, among others; the database is checked anyway. */
  readonly readiness?: readonly ReadinessCheck[];
  /** Routes of other folders, such as those of runs; they share the visibility rules through `tools`. */
  readonly routes?: (tools: AppTools) => readonly BoundRoute[];
  readonly metrics?: Metrics;
  /** Default: the repository's web/dist. */
  readonly webDir?: string;
  readonly version?: string;
}

/** What routes of other folders need to follow the same rules. */
export interface AppTools {
  readonly prisma: PrismaClient;
  readonly pipeline: Pipeline;
  readonly audit: Audit;
  readonly nodeTypes: readonly NodeType[];
  readonly graphTools: GraphTools;
  readonly access: Access;
  readonly cursors: ReturnType<typeof createCursors>;
  readonly authenticate: (req: IncomingMessage) => Promise<Caller | null>;
}

export interface App {
  readonly listener: RequestListener;
  /** Every route that is served, for the policy matrix and the API's description. */
  readonly routes: readonly BoundRoute[];
}

const builtWeb = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** Puts the HTTP side together. */
export function createApp(deps: AppDeps): App {
  const { config, prisma, logger, pipeline } = deps;
  const isSetUp = createSetupState(prisma);
  const checkSetup = createSetupGate(isSetUp);
  const auth = createAuth({ prisma, vault: deps.vault, baseUrl: config.baseUrl });
  const context: RouteContext = {
    authenticate: createAuthenticate({ prisma, auth }),
    access: createAccess(prisma),
    addresses: createClientAddresses(config.trustedProxies),
    logger,
    checkOrigin: createOriginCheck(config.baseUrl),
    checkAnswers: !config.production,
  };
  const metrics = deps.metrics ?? createMetrics();
  const submit = createSubmitRoute({
    submissions: pipeline.submissions,
    addresses: context.addresses,
    submitRate: config.submitRate,
    checkSetup,
    metrics,
    logger,
  });
  const routes = [...collectRoutes(deps, { auth, isSetUp, context }), submit.route];
  const listener = createListener({
    baseUrl: config.baseUrl,
    logger,
    context,
    routes,
    pages: createPublicPages({
      prisma,
      forms: pipeline.forms,
      submissions: pipeline.submissions,
      limit: (req, formId) => submit.limit(req, formId),
    }),
    serveHealth: createHealthHandler({
      checks: [databaseCheck(prisma), ...(deps.readiness ?? [])],
      metrics,
      authenticate: context.authenticate,
    }),
    checkSetup,
    takeSubmission: (req, res) => submit.take(req, res),
    metrics,
    healthOnly: config.role === "worker",
    webDir: deps.webDir ?? builtWeb,
  });
  return { listener, routes };
}

function collectRoutes(
  deps: AppDeps,
  made: {
    readonly auth: ReturnType<typeof createAuth>;
    readonly isSetUp: () => Promise<boolean>;
    readonly context: RouteContext;
  },
): BoundRoute[] {
  const { config } = deps;
  const { access, authenticate } = made.context;
  const cursors = createCursors(deps.vault.derive("list cursors"));
  const shared = {
    ...deps,
    ...made,
    cursors,
    limits: createSignInLimits(),
    baseUrl: config.baseUrl,
    retentionDays: config.retentionDays,
    access,
  };
  return [
    ...accountRoutes({ ...shared, version: deps.version ?? "0.1.0" }),
    ...signInRoutes(shared),
    ...tokenRoutes(shared),
    ...formRoutes(shared),
    ...responseRoutes(shared),
    demoRoute(shared),
    ...connectionRoutes(shared),
    ...pipelineRoutes(shared),
    ...versionRoutes(shared),
    ...pluginRoutes(shared),
    ...pluginServiceRoutes(shared),
    ...pipelineFileRoutes(shared),
    outboxRoute(shared),
    ...alertRoutes(shared),
    ...(deps.routes?.({
      prisma: deps.prisma,
      pipeline: deps.pipeline,
      audit: deps.audit,
      nodeTypes: deps.nodeTypes,
      graphTools: deps.graphTools,
      access,
      cursors,
      authenticate,
    }) ?? []),
  ];
}

function databaseCheck(prisma: PrismaClient): ReadinessCheck {
  return { name: "database", ready: async () => (await prisma.$queryRaw`SELECT 1`) !== null };
}
