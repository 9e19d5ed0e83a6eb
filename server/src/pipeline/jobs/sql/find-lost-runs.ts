/**
 * Unfinished runs whose owner is not on the list of living processes any more. Served by
 * PluginRun_unfinished. $1 limit.
 */
export const findLostRuns = {
  text: `
SELECT r.id FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL
  AND NOT EXISTS (SELECT FROM "EngineProcess" p WHERE p.owner = r.owner)
ORDER BY r.id LIMIT $1`,
} as const;

/** Unfinished runs of one owner. Served by PluginRun_unfinished. $1 owner. */
export const findOwnRuns = {
  text: `SELECT id FROM "PluginRun" WHERE "finishedAt" IS NULL AND owner = $1`,
} as const;

/**
 * Unfinished runs that neither a process nor the queue has, for longer than a minute: a defect of ours
 * that the sweep mends and counts. A queued run with a turn is none: it waits for those before it, and
 * the first of each line has a sweep of its own. $1 limit.
 */
export const findStrayRuns = {
  text: `
SELECT r.id FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NULL AND r.status IN ('queued', 'waiting', 'running')
  AND r."createdAt" < now() - interval '1 minute' AND (r.turn IS NULL OR r.status <> 'queued')
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
