/** Due jobs that nobody has taken yet, and for how long the first of them has been due. */
export const queueDepth = {
  text: `
SELECT count(*)::int AS due, COALESCE(EXTRACT(EPOCH FROM now() - min(start_after)), 0)::float8 AS "oldestSeconds"
FROM pgboss.job WHERE name = 'runs' AND state < 'active' AND start_after <= now()`,
} as const;

export interface QueueDepth {
  readonly due: number;
  readonly oldestSeconds: number;
}
