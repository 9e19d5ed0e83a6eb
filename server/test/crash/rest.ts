import { untilOrNull } from "./pause.ts";
import type { World } from "./world.ts";

const openSql = `
SELECT count(*)::int AS open FROM "PluginRun"
WHERE "finishedAt" IS NULL AND status NOT IN ('needs_attention', 'held')`;

/** Waits until no run is under way; how long it took, in ms. Throws with what is left when it does not come to rest. */
export async function waitForRest(world: World, withinMs = 120_000): Promise<number> {
  const rest = await untilOrNull(() => openRuns(world), (open) => open === 0, withinMs);
  if (rest !== null) return rest.ms;
  const left = await world.sql(`
    SELECT r.status::text, r.owner, r.careful, r."dueAt" - now() AS due, count(*)::int AS count
    FROM "PluginRun" r WHERE r."finishedAt" IS NULL GROUP BY 1, 2, 3, 4 LIMIT 5`);
  throw new Error(`not at rest within ${withinMs} ms: ${JSON.stringify(left)}`);
}

/** How many runs are under way; while the database is down, as many as nobody knows. */
export async function openRuns(world: Pick<World, "sql">): Promise<number> {
  const rows = await world.sql(openSql).catch(() => []);
  return Number(rows[0]?.["open"] ?? Number.NaN);
}
