/**
 * Claims runs that nobody holds, as fetched from the queue: raises the epoch, so that whoever held
 * them before is fenced off. Runs that are over, held or claimed are left out, and those with a turn
 * while one before them is unfinished: they are queued again when that one ends. Lower turns are
 * committed before higher ones are given out, so none is overlooked. Served by PluginRun_pkey and
 * PluginRun_turns. $1 owner, $2 run ids.
 */
export const claimRuns = {
  text: `
UPDATE "PluginRun" r SET owner = $1, epoch = r.epoch + 1, status = 'running', "dueAt" = NULL
WHERE r.id = ANY($2::uuid[]) AND r.owner IS NULL AND r."finishedAt" IS NULL
  AND r.status IN ('queued', 'waiting')
  AND (r.turn IS NULL OR NOT EXISTS (
    SELECT FROM "PluginRun" b
    WHERE b."pluginConfigId" = r."pluginConfigId" AND b.turn < r.turn AND b."finishedAt" IS NULL))
RETURNING r.id, r.epoch, r.careful, r."rootRunId", r."pluginConfigId", r."versionId", r."formId",
  r."responseId", r."eventId", r."isTest", r."testTo", r.priority, r.turn, r.edits`,
} as const;

export interface ClaimedRow {
  readonly id: string;
  readonly epoch: number;
  readonly careful: boolean;
  readonly rootRunId: string;
  readonly pluginConfigId: string;
  readonly versionId: string;
  readonly formId: string;
  readonly responseId: string | null;
  readonly eventId: string;
  readonly isTest: boolean;
  readonly testTo: string | null;
  readonly priority: number;
  /** Its place in a pipeline that runs one at a time; null: it has none. */
  readonly turn: number | null;
  /** `RunEdits` of a replay. */
  readonly edits: unknown;
}
