import type { Pool } from "pg";
import { ownerLockClass } from "../../src/pipeline/jobs/owner.ts";

/** What was seen of the database while an experiment ran, for what only shows meanwhile. */
export interface Watch {
  /** Longest that an unfinished run was seen without a living owner, in ms. */
  readonly longestOrphanMs: () => number;
  /** Longest that a transaction of a server was seen open, in ms. */
  readonly longestTransactionMs: () => number;
  /** Most connections that servers had at once. */
  readonly mostConnections: () => number;
  stop(): Promise<void>;
}

const everyMs = 500;
/** What the experiment's own connections call themselves. */
export const harnessName = "fault-harness";

/**
 * Owners of unfinished runs that are not alive: their lock is free, or they have not been seen for
 * 15 s, as a process has that was frozen and still holds its lock.
 */
const deadOwners = `
SELECT r.owner FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL
GROUP BY r.owner
HAVING NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.objid = r.owner::oid
) OR EXISTS (
  SELECT FROM "EngineProcess" p WHERE p.owner = r.owner AND p."seenAt" < now() - interval '15 seconds'
)`;

const connectionsSql = `
SELECT count(*)::int AS count,
  COALESCE(max(EXTRACT(EPOCH FROM clock_timestamp() - xact_start)) FILTER (WHERE state <> 'idle'), 0)::float8 AS age
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> '${harnessName}'`;

/** Looks twice a second until it is stopped; a database that is down is looked at again. */
export function watchDatabase(pool: Pool): Watch {
  const since = new Map<number, number>();
  let longestOrphanMs = 0;
  let longestTransactionMs = 0;
  let mostConnections = 0;
  const look = async (): Promise<void> => {
    const { rows: dead } = await pool.query<{ owner: number }>(deadOwners, [ownerLockClass]);
    const now = performance.now();
    const owners = new Set(dead.map((row) => row.owner));
    for (const owner of since.keys()) if (!owners.has(owner)) since.delete(owner);
    for (const owner of owners) {
      const first = since.get(owner) ?? now;
      since.set(owner, first);
      longestOrphanMs = Math.max(longestOrphanMs, Math.round(now - first));
    }
    const { rows } = await pool.query<{ count: number; age: number }>(connectionsSql);
    mostConnections = Math.max(mostConnections, rows[0]?.count ?? 0);
    longestTransactionMs = Math.max(longestTransactionMs, Math.round((rows[0]?.age ?? 0) * 1_000));
  };
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look()
      .catch(() => since.clear()) // no tables yet, or the database is down
      .finally(() => (busy = false));
  }, everyMs);
  return {
    longestOrphanMs: () => longestOrphanMs,
    longestTransactionMs: () => longestTransactionMs,
    mostConnections: () => mostConnections,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
