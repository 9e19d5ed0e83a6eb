/** Enters a process as a holder of runs. $1 owner, $2 role, $3 name, $4 threads. */
export const enterOwner = {
  text: `INSERT INTO "EngineProcess" (owner, role, name, threads) VALUES ($1, $2, $3, $4)`,
} as const;

/**
 * Says that a process lives; gives no row when it was declared lost, else how many processes there
 * are. $1 owner, $2 runs in flight, $3 how it does, as JSON.
 */
export const beatOwner = {
  name: "beat-owner",
  text: `
UPDATE "EngineProcess" SET "seenAt" = now(), "inFlight" = $2, report = $3 WHERE owner = $1
RETURNING (SELECT count(*)::int FROM "EngineProcess") AS processes`,
} as const;

/** Takes a process off the list as it stops. $1 owner. */
export const leaveOwner = { text: `DELETE FROM "EngineProcess" WHERE owner = $1` } as const;

/**
 * Declares processes lost: those whose lock is free, as their connection died, and where `$2` is not
 * null those that were not seen for so many ms. $1 class of the owners' locks, $3 the asker, never lost.
 */
export const dropLostOwners = {
  text: `
DELETE FROM "EngineProcess" p
WHERE p.owner <> $3 AND ("seenAt" < now() - $2::float8 * interval '1 ms' OR NOT EXISTS (
  SELECT FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.objid = p.owner::oid AND l.objsubid = 2
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
))
RETURNING name`,
} as const;
