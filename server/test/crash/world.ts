import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { createClient, setUpAdmin, type SpawnedApi } from "../support/spawned-api.ts";
import { installPlugins } from "./install-plugins.ts";
import { Ledger } from "./ledger.ts";
import { startOwnDatabase, type OwnDatabase } from "./own-database.ts";
import { createRandom, type Random } from "./random.ts";
import { startServer, type ServerProcess, type StartOptions } from "./start-server.ts";
import { startSinks, type Sinks } from "./sinks.ts";
import { submitLoad, type Load, type LoadOptions } from "./submit-load.ts";
import { harnessName, watchDatabase, type Watch } from "./watch-database.ts";

/** A secret that every experiment stores; the oracle looks for it everywhere. */
export const canary = "canary-7c1f0e-s3cret";

/** Everything one experiment works with; gone when it ends. */
export interface World {
  readonly seed: number;
  readonly random: Random;
  readonly folder: string;
  readonly database: OwnDatabase;
  /** Where servers connect to; another address than the database's own behind a proxy. */
  databaseUrl: string;
  readonly sinks: Sinks;
  readonly ledger: Ledger;
  readonly watch: Watch;
  /** Every server that was ever started, in order. */
  readonly servers: readonly ServerProcess[];
  /** The server started last. */
  readonly server: ServerProcess;
  /** Starts a server on the database; on the first one's port when `samePort` is set. */
  start(
    env?: Readonly<Record<string, string>>,
    options?: StartOptions & { readonly samePort?: boolean },
  ): Promise<ServerProcess>;
  /** SIGKILL, wait, start again on the same port. */
  killAndRestart(): Promise<ServerProcess>;
  /** An admin's API token. */
  readonly token: string;
  /** The API of the server started last, by that token. */
  api(server?: ServerProcess): SpawnedApi;
  load(options: Omit<LoadOptions, "url"> & { readonly url?: () => string }): Load;
  readonly sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** Values that must appear nowhere. */
  readonly canaries: readonly string[];
}

export interface WorldOptions {
  readonly seed: number;
  /** For every server. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: no server is started and no admin made. */
  readonly server?: boolean;
  /** Hosts and ports besides the sinks that servers may reach. */
  readonly allowed?: readonly string[];
}

/** Makes a world, uses it, and takes it down whatever happens. */
export async function withWorld<T>(
  options: WorldOptions,
  use: (world: World) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "formloom-fault-"));
  const closers: (() => Promise<unknown>)[] = [];
  try {
    return await use(await openWorld(folder, options, closers));
  } finally {
    for (const close of closers.toReversed()) await close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openWorld(
  folder: string,
  options: WorldOptions,
  closers: (() => Promise<unknown>)[],
): Promise<World> {
  mkdirSync(join(folder, "db"));
  await installPlugins(folder);
  const database = await startOwnDatabase(join(folder, "db"));
  closers.push(() => database.stop());
  const sinks = await startSinks(join(folder, "journal.jsonl"));
  closers.push(() => sinks.close());
  const ledger = await Ledger.open(join(folder, "ledger.jsonl"));
  closers.push(() => ledger.close());
  const pool = new Pool({
    connectionString: database.connectionString,
    application_name: harnessName,
    max: 2,
  });
  pool.on("error", () => undefined); // the database is killed on purpose
  closers.push(() => pool.end());
  const watch = watchDatabase(pool);
  closers.push(() => watch.stop());
  const random = createRandom(options.seed);
  const servers: ServerProcess[] = [];
  closers.push(() => Promise.all(servers.map((server) => endServer(server))));
  const state = { token: "", port: undefined as string | undefined };
  const world: World = {
    seed: options.seed,
    random,
    folder,
    database,
    databaseUrl: database.connectionString,
    sinks,
    ledger,
    watch,
    servers,
    get token() {
      return state.token;
    },
    get server() {
      const last = servers.at(-1);
      if (last === undefined) throw new Error("no server was started");
      return last;
    },
    start: async (env = {}, { samePort, ...startOptions } = {}) => {
      const port = samePort === true ? state.port : undefined;
      // Else the one that listens there would answer for the one that cannot.
      if (
        port !== undefined &&
        servers.some((known) => known.alive() && known.url.endsWith(`:${port}`))
      ) {
        throw new Error("a server still listens on that port");
      }
      const server = await startServer(
        {
          ...baseEnv(world, options),
          ...(port === undefined ? {} : { PORT: port }),
          ...env,
        },
        startOptions,
      );
      state.port ??= new URL(server.url).port;
      servers.push(server);
      return server;
    },
    killAndRestart: async () => {
      const { server } = world;
      server.kill("SIGKILL");
      await server.exited;
      return world.start({}, { samePort: true });
    },
    api: (server = world.server) => createClient(server.url, state.token),
    load: (load) => submitLoad({ url: () => world.server.url, ...load }, world),
    sql: async (text, values) => (await pool.query(text, values)).rows,
    canaries: [canary],
  };
  if (options.server === false) return world;
  const server = await world.start();
  state.token = (await setUpAdmin(server.url)).token;
  return world;
}

function baseEnv(world: World, options: WorldOptions): Record<string, string> {
  return {
    DATABASE_URL: world.databaseUrl,
    FORMLOOM_DATA_DIR: join(world.folder, "data"),
    FORMLOOM_SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString("hex"),
    FORMLOOM_SUBMIT_RATE: "off",
    FORMLOOM_PLUGINS_DIRS: join(world.folder, "plugins"),
    FORMLOOM_EGRESS_ALLOW: [...world.sinks.allowed, ...(options.allowed ?? [])].join(","),
    SMTP_URL: world.sinks.smtpUrl,
    FORMLOOM_MAIL_FROM: "formloom@example.test",
    ...options.env,
  };
}

async function endServer(server: ServerProcess): Promise<void> {
  if (!server.alive()) return;
  server.kill("SIGCONT");
  server.kill("SIGKILL");
  await server.exited;
}
