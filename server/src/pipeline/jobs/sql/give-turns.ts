/**
 * Part of the statements that write new runs: gives runs their place in the order of their pipelines.
 * The counter is raised under the pipeline's row lock, which is held until the commit: turns are in the
 * order in which events were committed, and none is given out before those below it are visible. Rows are
 * locked in the order of their ids, so that no two commits wait for each other.
 *
 * `wanted` is a query of the runs: id, pipeline_id, and the number n of their cause. What it gives is
 * found in `turn`: run_id, number.
 */
export const giveTurns = (wanted: string): string => `, wanted AS (${wanted}
), line AS (
  SELECT c.id FROM "PluginConfig" c WHERE c.id IN (SELECT pipeline_id FROM wanted)
  ORDER BY c.id FOR UPDATE
), counted AS (
  UPDATE "PluginConfig" c SET turns = c.turns + w.runs
  FROM line, (SELECT pipeline_id, count(*)::int AS runs FROM wanted GROUP BY pipeline_id) w
  WHERE c.id = line.id AND w.pipeline_id = line.id
  RETURNING c.id, c.turns - w.runs AS before
), turn AS (
  SELECT w.id AS run_id, c.before + row_number() OVER (PARTITION BY w.pipeline_id ORDER BY w.n) AS number
  FROM wanted w JOIN counted c ON c.id = w.pipeline_id
)`;
