import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createAudit, type Audit } from "./accounts/audit.ts";
import { prepareSetup } from "./accounts/setup.ts";
import type { Config } from "./config.ts";
import { createCredentials } from "./connections/create-credentials.ts";
import { openVault } from "./connections/open-vault.ts";
import { checkDurability } from "./db/check-durability.ts";
import { createPrisma, type PrismaClient } from "./db/client.ts";
import { startEmbedded } from "./db/embedded.ts";
import { migrate } from "./db/migrate.ts";
import { createGraphTools } from "./graph-tools.ts";
import { createApp } from "./http/app.ts";
import { createHttpServer } from "./http/http-server.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { Logger } from "./logger.ts";
import { startPipeline, type RunningPipeline } from "./pipeline/pipeline.ts";
import { loadManifests, type PluginSources } from "./pipeline/plugins/registry.ts";
import { runRoutes } from "./runs/run-routes.ts";
import type { SecretRegistry } from "./secret-registry.ts";

const builtInPlugins = fileURLToPath(new URL("../../plugins", import.meta.url));

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The link that makes the first admin; null once there is one. */
  readonly setupLink: string | null;
  /** Refuses new work, lets what runs end within the grace time, hands back the rest, and closes. */
  stop(graceMs: number): Promise<void>;
}

/** Starts everything in its order: database, migrations, keys, node types, pipeline, HTTP. */
export async function startServer(
  config: Config,
  { logger, secrets }: { readonly logger: Logger; readonly secrets: SecretRegistry },
): Promise<RunningServer> {
  const database = await openDatabase(config, logger);
  const prisma = createPrisma(database.connectionString);
  const vault = await openVault(prisma, config);
  const audit = createAudit(prisma);
  const sources: PluginSources = { builtIn: builtInPlugins, external: config.pluginsDirs };
  const manifests = await loadManifests(sources);
  const credentials = createCredentials({ prisma, vault, audit, secrets, config });
  const pipeline = await startPipeline({
    connectionString: database.connectionString,
    prisma,
    config,
    sources,
    credentials,
    logger,
    onEgressBlocked: (blocked) => recordBlocked(audit, blocked),
  });
  const { listener } = createApp({
    config,
    logger,
    prisma,
    vault,
    audit,
    secrets,
    pipeline,
    nodeTypes: [...manifests.values()].map(({ nodeType }) => ({
      ...nodeType,
      ...pipeline.acts.find((acts) => acts.id === nodeType.id),
    })),
    graphTools: createGraphTools(manifests),
    readiness: [{ name: "pipeline", ready: () => Promise.resolve(pipeline.isReady()) }],
    routes: ({ cursors }) => runRoutes({ prisma, cursors, pipeline, bus: pipeline.bus }),
  });
  const server = createHttpServer(listener);
  await listen(server, config);
  const housekeeping = startHousekeeping({ prisma, logger, retentionDays: config.retentionDays });
  const setup = await prepareSetup(prisma, config);
  return {
    url: `http://${config.host}:${portOf(server)}`,
    setupLink: setup?.link ?? null,
    stop: async (graceMs) => {
      housekeeping.stop();
      await closeInOrder({ server, pipeline, prisma, database }, graceMs);
    },
  };
}

interface Database {
  readonly connectionString: string;
  stop(): Promise<void>;
}

async function openDatabase(config: Config, logger: Logger): Promise<Database> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl !== null) await checkDurability(databaseUrl);
  const database =
    databaseUrl === null
      ? await startEmbedded({ dataDir, log: logger })
      : { connectionString: databaseUrl, stop: () => Promise.resolve() };
  const { applied } = await migrate({ connectionString: database.connectionString });
  if (applied.length > 0) logger.info({ applied }, "the database was brought up to date");
  return database;
}

function recordBlocked(audit: Audit, blocked: { runId: string; reason: string }): void {
  void audit.record({
    userId: null,
    action: "egress.blocked",
    subjectType: "run",
    subjectId: blocked.runId,
    detail: { reason: blocked.reason },
  });
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo; // a TCP server's address is never a string
  return address.port;
}

async function closeInOrder(
  parts: {
    readonly server: Server;
    readonly pipeline: RunningPipeline;
    readonly prisma: PrismaClient;
    readonly database: Database;
  },
  graceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => parts.server.close(() => resolve()));
  parts.server.closeIdleConnections();
  await parts.pipeline.stop(graceMs);
  parts.server.closeAllConnections();
  await closed;
  await parts.prisma.$disconnect();
  await parts.database.stop();
}
