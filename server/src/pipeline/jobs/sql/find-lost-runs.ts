/**
 * Unfinished runs whose owner's lock is free: their process is gone. Served by PluginRun_unfinished.
 * $1 class of the owners' locks, $2 limit.
 */
export const findLostRuns = {
  text: `
SELECT r.id FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.objid = r.owner::oid AND l.objsubid = 2
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
ORDER BY r.id LIMIT $2`,
} as const;

/**
 * Unfinished runs that neither a process nor the queue has, for longer than a minute: a defect of ours
 * that the sweep mends and counts. $1 limit.
 */
export const findStrayRuns = {
  text: `
SELECT r.id FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NULL AND r.status IN ('queued', 'waiting', 'running')
  AND r."createdAt" < now() - interval '1 minute'
  AND (r."dueAt" IS NULL OR r."dueAt" < now() - interval '1 minute')
  AND NOT EXISTS (
    SELECT FROM pgboss.job j WHERE j.name = 'runs' AND j.state < 'completed' AND j.data->>'runId' = r.id::text
  )
ORDER BY r.id LIMIT $1`,
} as const;

/** Gives stray runs back to the queue's care. $1 run ids. */
export const requeueStrayRuns = {
  text: `
UPDATE "PluginRun" SET status = 'queued', "dueAt" = now()
WHERE id = ANY($1::uuid[]) AND "finishedAt" IS NULL AND owner IS NULL
RETURNING id`,
} as const;
