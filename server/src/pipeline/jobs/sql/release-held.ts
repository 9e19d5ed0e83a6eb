/**
 * Releases one batch of held runs of pipelines that are not paused (any more), oldest first. $1 pipeline
 * id (null: all; served by PluginRun_unfinished), $2 limit. Served by PluginRun_pluginConfigId_id_idx.
 */
export const releaseHeld = {
  text: `
WITH free AS (
  SELECT r.id FROM "PluginRun" r
  JOIN "PluginConfig" c ON c.id = r."pluginConfigId" AND c."pausedAt" IS NULL
  WHERE r."finishedAt" IS NULL AND r.owner IS NULL AND r.status = 'held'
    AND ($1::uuid IS NULL OR r."pluginConfigId" = $1)
  ORDER BY r.id LIMIT $2
  FOR UPDATE OF r SKIP LOCKED
)
UPDATE "PluginRun" r SET status = 'queued' FROM free WHERE r.id = free.id
RETURNING r.id, r.turn, r."pluginConfigId", r."formId"`,
} as const;

export interface ReleasedRun {
  readonly id: string;
  readonly turn: number | null;
  readonly pluginConfigId: string;
  readonly formId: string;
}
