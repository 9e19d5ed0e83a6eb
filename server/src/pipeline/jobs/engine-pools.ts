import { Pool, type PoolConfig } from "pg";

/** The engine's connections: seven in all with Prisma's two and the owner's one. */
export interface EnginePools {
  /** One connection that takes submissions and starts runs. */
  readonly take: Pool;
  /** One connection that writes results. */
  readonly settle: Pool;
  /** Two connections for everything off the hot path: queue, take-over, cancel. */
  readonly side: Pool;
  end(): Promise<void>;
}

/** A statement that hangs longer than this fails, in ms: a paused database must not hold a request. */
const statementTimeoutMs = 5_000;

/**
 * Named statements on the hot connections are planned once, maybe on empty tables: without these
 * settings the planner then stays with scans and hash joins that go quadratic as the tables grow.
 */
const hotOptions = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
  "enable_bitmapscan=off",
  "jit=off",
];

export function createEnginePools(
  connectionString: string,
  onError: (error: Error) => void,
): EnginePools {
  let ended = false;
  const pool = (name: string, max: number, options: readonly string[] = []): Pool => {
    const config: PoolConfig = {
      connectionString,
      max,
      application_name: `formloom-${name}`,
      connectionTimeoutMillis: 5_000,
      query_timeout: statementTimeoutMs + 1_000,
      options: [`statement_timeout=${statementTimeoutMs}`, ...options]
        .map((o) => `-c ${o}`)
        .join(" "),
      idleTimeoutMillis: 0,
    };
    const made = new Pool(config);
    // Only what happened: the library hangs the whole client on its error.
    made.on("error", ({ message }) => {
      if (!ended) onError(new Error(message));
    });
    return made;
  };
  const take = pool("take", 1, hotOptions);
  const settle = pool("settle", 1, hotOptions);
  const side = pool("side", 2);
  return {
    take,
    settle,
    side,
    end: async () => {
      ended = true;
      await Promise.all([take.end(), settle.end(), side.end()]);
    },
  };
}
