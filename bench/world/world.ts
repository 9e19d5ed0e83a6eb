import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnServer, type SpawnedServer } from "../../server/test/support/spawn-server.ts";
import { openCluster, type Cluster } from "./cluster.ts";
import { startSink, type Sink, type SinkOptions } from "./sink.ts";

const stopWithinMs = 25_000;
/** Servers that share a database share a key. */
const secretKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString("hex");

/** What a scenario starts; everything is ended and removed when it leaves, whatever happened. */
export class World {
  readonly #closers: (() => Promise<void> | void)[] = [];
  readonly #sinks: Sink[] = [];

  /** Calls it when the world ends, before what was started earlier is ended. */
  atEnd(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** An empty folder of the machine's own temporary ones. */
  folder(): string {
    const path = mkdtempSync(join(tmpdir(), "formloom-bench-"));
    this.atEnd(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  /** A durable PostgreSQL of its own, as the product brings it along. */
  async cluster(): Promise<Cluster> {
    const cluster = await openCluster(this.folder());
    this.atEnd(() => cluster.stop());
    return cluster;
  }

  async sink(options: SinkOptions = {}): Promise<Sink> {
    const sink = await startSink(options);
    this.#sinks.push(sink);
    this.atEnd(sink.stop);
    return sink;
  }

  /** The product, let through to all sinks started before; without DATABASE_URL on its own database. */
  async server(env: Readonly<Record<string, string>> = {}): Promise<SpawnedServer> {
    const server = await spawnServer(
      {
        FORMLOOM_DATA_DIR: env["FORMLOOM_DATA_DIR"] ?? this.folder(),
        FORMLOOM_SECRET_KEY: secretKey,
        FORMLOOM_SUBMIT_RATE: "off",
        FORMLOOM_EGRESS_ALLOW: this.#sinks.map((sink) => sink.egress).join(","),
        FORMLOOM_LOG_LEVEL: "error",
        ...env,
      },
      { readyWithinMs: 120_000 },
    );
    this.atEnd(() => endServer(server));
    return server;
  }

  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).toReversed()) {
      await Promise.resolve(close()).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "something could not be ended");
  }
}

const open = new Set<World>();

/** Runs `work` in a world of its own and ends that world. */
export async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = new World();
  open.add(world);
  try {
    return await work(world);
  } finally {
    open.delete(world);
    await world.end();
  }
}

/** Ends every world: for a signal. */
export async function endWorlds(): Promise<void> {
  await Promise.allSettled([...open].map((world) => world.end()));
}

/** SIGTERM, and after the deadline SIGKILL; a process that was frozen is woken for it. */
export async function endServer(server: SpawnedServer): Promise<void> {
  server.kill("SIGCONT");
  const timer = setTimeout(() => server.kill("SIGKILL"), stopWithinMs);
  await server.stop();
  clearTimeout(timer);
}
