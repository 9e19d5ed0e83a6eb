import { toNodeType } from "@formloom/plugin-sdk";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "@formloom/shared/api";
import { createAudit, type Audit } from "../../src/accounts/audit.ts";
import { prepareSetup } from "../../src/accounts/setup.ts";
import { loadConfig, type Config } from "../../src/config.ts";
import { openVault } from "../../src/connections/open-vault.ts";
import type { Vault } from "../../src/connections/vault.ts";
import { createPrisma, type PrismaClient } from "../../src/db/client.ts";
import { createGraphTools } from "../../src/graph-tools.ts";
import type { Upkeep } from "../../src/engine-routes.ts";
import { createApp, type App, type AppDeps } from "../../src/http/app.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createLogger, type Logger } from "../../src/logger.ts";
import type { Pipeline } from "../../src/pipeline/ports.ts";
import { loadPlugins } from "../../src/pipeline/plugins/registry.ts";
import { createSecretRegistry, type SecretRegistry } from "../../src/secret-registry.ts";
import { ApiClient } from "./http-client.ts";
import { createMemoryPipeline, type MemoryPipeline } from "./memory-pipeline.ts";
import { builtInPlugins } from "./pipeline.ts";
import { testDatabase } from "./postgres.ts";

/** Upkeep where nothing is kept up. */
export const idleUpkeep: Upkeep = {
  queue: () => Promise.resolve({ due: 0, oldestSeconds: 0 }),
  tidyNow: () =>
    Promise.resolve({ at: "", tookMs: 0, clearedRuns: 0, removedRuns: 0, problem: null }),
  retentionDays: 90,
  mailConfigured: false,
};

/** What a pipeline of one's own is made of. */
export interface AppWorld {
  readonly connectionString: string;
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly config: Config;
  readonly secrets: SecretRegistry;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly nodeTypes: AppDeps["nodeTypes"];
  readonly graphTools: AppDeps["graphTools"];
}

export interface TestApp {
  readonly url: string;
  readonly app: App;
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly config: Config;
  readonly memory: MemoryPipeline;
  readonly setupToken: string;
  /** Every line that was logged. */
  readonly logs: string[];
  /** A client without a session. */
  readonly anonymous: ApiClient;
  /** Makes the first admin and gives a client signed in as them. */
  setUp(): Promise<ApiClient>;
  /** Adds a person by the admin and signs them in. */
  signUp(admin: ApiClient, role: Role): Promise<ApiClient>;
  stop(): Promise<void>;
}

/** The whole HTTP side on a real database and a real port; the pipeline is in memory unless given. */
export async function startTestApp(
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly config?: Partial<Config>;
    readonly pipeline?: (world: AppWorld) => Promise<Pipeline>;
    readonly webDir?: string;
    readonly routes?: AppDeps["routes"];
  } = {},
): Promise<TestApp> {
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "formloom-app-"));
  const read = loadConfig({
    FORMLOOM_DATA_DIR: dataDir,
    FORMLOOM_SUBMIT_RATE: "off",
    ...options.env,
  });
  const prisma = createPrisma(database.connectionString);
  const server = await listen();
  const url = `http://127.0.0.1:${portOf(server)}`;
  const config = { ...read, baseUrl: url, ...options.config };
  const secrets = createSecretRegistry();
  const logs: string[] = [];
  const logger = createLogger({ level: "info", secrets, write: (line) => void logs.push(line) });
  const vault = await openVault(prisma, config);
  const memory = createMemoryPipeline(prisma);
  const manifests = await loadPlugins({ builtIn: builtInPlugins, external: [] });
  const audit = createAudit(prisma);
  const { connectionString } = database;
  const nodeTypes = await Promise.all(
    [...manifests.values()].map(async ({ manifest, backend }) =>
      toNodeType(manifest, await backend()),
    ),
  );
  const graphTools = createGraphTools(manifests);
  const tools = { nodeTypes, graphTools };
  const world = { connectionString, prisma, vault, config, secrets, audit, logger, ...tools };
  const pipeline = (await options.pipeline?.(world)) ?? memory;
  const app = createApp({
    config,
    logger,
    prisma,
    vault,
    secrets,
    audit,
    pipeline,
    ...tools,
    ...(options.routes === undefined ? {} : { routes: options.routes }),
    ...(options.webDir === undefined ? {} : { webDir: options.webDir }),
  });
  server.on("request", app.listener);
  const setup = await prepareSetup(prisma, config);
  const setupToken = setup?.token ?? "";
  return {
    url,
    app,
    prisma,
    vault,
    config,
    memory,
    setupToken,
    logs,
    anonymous: new ApiClient(url),
    setUp: () => setUp(url, setupToken),
    signUp: (admin, role) => signUp(url, admin, role),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await prisma.$disconnect();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function listen(): Promise<Server> {
  const server = createHttpServer(() => {});
  server.removeAllListeners("request");
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo; // a TCP server's address is never a string
  return address.port;
}

async function setUp(url: string, token: string): Promise<ApiClient> {
  const client = new ApiClient(url);
  const password = randomBytes(12).toString("hex");
  const answer = await client.post("/api/setup", {
    token,
    name: "Ada",
    email: "Ada@Example.org",
    password,
  });
  client.keepPerson(answer, password);
  return client;
}

async function signUp(url: string, admin: ApiClient, role: Role): Promise<ApiClient> {
  const password = randomBytes(12).toString("hex");
  const email = `${role}-${randomBytes(4).toString("hex")}@example.org`;
  const made = await admin.post("/api/users", { name: role, email, password, role });
  if (made.status !== 201) throw new Error(`No person was made: ${made.text}`);
  const client = new ApiClient(url);
  client.keepPerson(await client.post("/api/auth/sign-in/email", { email, password }), password);
  return client;
}
