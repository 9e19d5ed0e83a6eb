import { pause, untilOrNull } from "./pause.ts";
import type { World } from "./world.ts";

const openSql = `
SELECT count(*)::int AS open FROM "PluginRun"
WHERE "finishedAt" IS NULL AND status NOT IN ('needs_attention', 'held')`;

/** Waits until no run is under way; how long it took, in ms. Throws with what is left when it does not come to rest. */
export async function waitForRest(world: World, withinMs = 120_000): Promise<number> {
  const rest = await untilOrNull(
    () => openRuns(world),
    (open) => open === 0,
    withinMs,
  );
  if (rest !== null) return rest.ms;
  const left = await world.sql(`
    SELECT r.status::text, r.owner, r.careful, r."dueAt" - now() AS due, count(*)::int AS count
    FROM "PluginRun" r WHERE r."finishedAt" IS NULL GROUP BY 1, 2, 3, 4 LIMIT 5`);
  const said = world.servers.map((server) => server.output().slice(-1_500)).join("\n---\n");
  throw new Error(`not at rest within ${withinMs} ms: ${JSON.stringify(left)}\n${said}`);
}

/** How many runs are under way; while the database is down, as many as nobody knows. */
export async function openRuns(world: Pick<World, "sql">): Promise<number> {
  const rows = await world.sql(openSql).catch(() => []);
  return Number(rows[0]?.["open"] ?? Number.NaN);
}

/**
 * As `waitForRest`, with a supervisor as people have one: whenever the process is gone, it is started
 * again. Returns how often that was. Throws when it does not come to rest.
 */
export async function waitUnderSupervision(
  world: World,
  more: () => boolean = () => false,
  withinMs = 240_000,
): Promise<number> {
  const end = performance.now() + withinMs;
  let restarts = 0;
  for (;;) {
    if (!world.server.alive()) {
      restarts += 1;
      // It may die again before it is ready.
      await world.start({}, { samePort: true, awaitReady: false });
    }
    const open = await openRuns(world);
    if (open === 0 && !more()) return restarts;
    if (performance.now() > end) throw new Error(`${open} runs are not at rest`);
    await pause(100);
  }
}

/** Waits until nothing executes; what waits for a time is left waiting. */
export async function waitUntilIdle(world: World, withinMs = 120_000): Promise<void> {
  const text = `SELECT count(*)::int AS n FROM "PluginRun" WHERE status IN ('queued', 'running')`;
  const idle = await untilOrNull(
    async () => Number((await world.sql(text))[0]?.["n"]),
    (n) => n === 0,
    withinMs,
  );
  if (idle === null) throw new Error(`steps still execute after ${withinMs} ms`);
}
