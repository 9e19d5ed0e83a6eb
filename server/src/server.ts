import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { NodeType } from "@formloom/shared/plugin";
import { startAlertWatch, type AlertWatch } from "./alerts/alert-watch.ts";
import type { SendDeps } from "./alerts/send-messages.ts";
import { createAudit, type Audit } from "./accounts/audit.ts";
import { prepareSetup } from "./accounts/setup.ts";
import type { Config } from "./config.ts";
import { createCredentials } from "./connections/create-credentials.ts";
import { openVault } from "./connections/open-vault.ts";
import { checkDurability } from "./db/check-durability.ts";
import { createPrisma, type PrismaClient } from "./db/client.ts";
import { startEmbedded } from "./db/embedded.ts";
import { migrate } from "./db/migrate.ts";
import { engineRoutes } from "./engine-routes.ts";
import { createGraphTools } from "./graph-tools.ts";
import { createApp } from "./http/app.ts";
import { createMetrics } from "./http/health.ts";
import { createHttpServer } from "./http/http-server.ts";
import { addPipelineMetrics } from "./http/pipeline-metrics.ts";
import { refuseWhileStopping } from "./http/refuse-while-stopping.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { startRecords } from "./keep-records.ts";
import type { Logger } from "./logger.ts";
import { createWorkers } from "./pipeline/create-workers.ts";
import { startPipeline, type RunningPipeline } from "./pipeline/pipeline.ts";
import {
  loadManifests,
  type LoadedManifest,
  type PluginSources,
} from "./pipeline/plugins/registry.ts";
import type { WorkerPool } from "./pipeline/worker/pool.ts";
import type { SecretRegistry } from "./secret-registry.ts";
import { startTasks } from "./start-tasks.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";

const builtInPlugins = fileURLToPath(new URL("../../plugins", import.meta.url));

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The link that makes the first admin; null once there is one. */
  readonly setupLink: string | null;
  /** Refuses new work, lets what runs end within the grace time, hands back the rest, and closes. */
  stop(graceMs: number): Promise<void>;
}

interface Surroundings {
  readonly logger: Logger;
  readonly secrets: SecretRegistry;
}

/** Starts everything in its order: database, migrations, keys, node types, pipeline, HTTP. */
export async function startServer(
  config: Config,
  surroundings: Surroundings,
): Promise<RunningServer> {
  const sources: PluginSources = { builtIn: builtInPlugins, external: config.pluginsDirs };
  // Threads take a while to load the node types, and need nothing of what comes before they are used.
  const workers = createWorkers({ config, sources });
  // The engine waits for the same start, and says what went wrong with it.
  workers.start().catch(() => {});
  let database: Database | null = null;
  try {
    database = await openDatabase(config, surroundings.logger);
    return await startOn({ database, sources, workers, ...surroundings }, config);
  } catch (error) {
    await Promise.allSettled([workers.stop(), database?.stop()]);
    throw error;
  }
}

interface Ground extends Surroundings {
  readonly database: Database;
  readonly sources: PluginSources;
  readonly workers: WorkerPool;
}

async function startOn(ground: Ground, config: Config): Promise<RunningServer> {
  const { database, sources, workers, logger, secrets } = ground;
  const { connectionString } = database;
  await migrateAndTell(connectionString, logger);
  const prisma = createPrisma(connectionString);
  const vault = await openVault(prisma, config);
  const audit = createAudit(prisma);
  const manifests = await loadManifests(sources);
  const credentials = createCredentials({ prisma, vault, audit, secrets, config });
  const onEgressBlocked = (blocked: Blocked): void => recordBlocked(audit, blocked);
  const world = { connectionString, prisma, config, workers, credentials, logger };
  const pipeline = await startPipeline({ ...world, onEgressBlocked });
  const nodeTypes = nodeTypesOf(manifests, pipeline);
  const graphTools = createGraphTools(manifests);
  const common = { prisma, pipeline, logger, audit, nodeTypes, graphTools };
  const tasks = startTasks({ ...common, role: config.role });
  const { alerts, housekeeping, upkeep } = keepUp(config, { prisma, vault, pipeline, logger });
  const metrics = createMetrics();
  addPipelineMetrics(metrics.registry, pipeline.reading);
  const { listener } = createApp({
    ...common,
    config,
    metrics,
    vault,
    secrets,
    readiness: [{ name: "pipeline", ready: () => Promise.resolve(pipeline.isReady()) }],
    routes: (tools) => engineRoutes({ ...tools, bus: pipeline.bus, tasks, upkeep }),
  });
  const setup = await prepareSetup(prisma, config);
  const gate = { stopping: false };
  const server = createHttpServer((req, res) =>
    gate.stopping ? refuseWhileStopping(req, res, logger) : listener(req, res),
  );
  await listen(server, config);
  housekeeping.start();
  const records = startRecords({ prisma, logger });
  return {
    url: `http://${config.host}:${portOf(server)}`,
    setupLink: setup?.link ?? null,
    stop: async (graceMs) => {
      gate.stopping = true;
      housekeeping.stop();
      await records.stop();
      await closeInOrder({ server, tasks, alerts, pipeline, prisma, database }, graceMs);
    },
  };
}

/** What is done beside the engine, and what the Health page needs of it. */
function keepUp(
  config: Config,
  deps: Pick<SendDeps, "prisma" | "vault"> & {
    readonly pipeline: RunningPipeline;
    readonly logger: Logger;
  },
) {
  const { baseUrl, role, retentionDays, mailServer } = config;
  const alerts = role === "web" ? null : startAlertWatch({ ...deps, baseUrl });
  const housekeeping = createHousekeeping({ ...deps, retentionDays });
  const upkeep = {
    queue: async () => (await deps.pipeline.reading()).queue,
    tidyNow: () => housekeeping.tidyNow(),
    retentionDays,
    mailConfigured: mailServer !== null,
  };
  return { alerts, housekeeping, upkeep };
}

/** What everyone may know of the node types, with what the threads found that they can do. */
function nodeTypesOf(
  manifests: ReadonlyMap<string, LoadedManifest>,
  pipeline: RunningPipeline,
): NodeType[] {
  return [...manifests.values()].map(({ nodeType }) => ({
    ...nodeType,
    ...pipeline.acts.find((acts) => acts.id === nodeType.id),
  }));
}

interface Database {
  readonly connectionString: string;
  stop(): Promise<void>;
}

async function openDatabase(config: Config, logger: Logger): Promise<Database> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl !== null) await checkDurability(databaseUrl);
  return databaseUrl === null
    ? startEmbedded({ dataDir, log: logger })
    : { connectionString: databaseUrl, stop: () => Promise.resolve() };
}

async function migrateAndTell(connectionString: string, logger: Logger): Promise<void> {
  const { applied } = await migrate({ connectionString });
  if (applied.length > 0) logger.info({ applied }, "the database was brought up to date");
}

interface Blocked {
  readonly runId: string;
  readonly reason: string;
}

function recordBlocked(audit: Audit, blocked: Blocked): void {
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
    readonly tasks: Pick<TaskRunner, "stop">;
    readonly alerts: AlertWatch | null;
    readonly pipeline: RunningPipeline;
    readonly prisma: PrismaClient;
    readonly database: Database;
  },
  graceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => parts.server.close(() => resolve()));
  parts.server.closeIdleConnections();
  await Promise.all([parts.tasks.stop(), parts.alerts?.stop()]);
  await parts.pipeline.stop(graceMs);
  parts.server.closeAllConnections();
  await closed;
  await parts.prisma.$disconnect();
  await parts.database.stop();
}
