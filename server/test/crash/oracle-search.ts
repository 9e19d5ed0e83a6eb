import { ownerLockClass } from "../../src/pipeline/jobs/owner.ts";
import type { Expectations } from "./oracle.ts";
import { untilOrNull } from "./pause.ts";
import type { World } from "./world.ts";

const orphanLimitMs = 60_000;
const transactionLimitMs = 30_000;
const handleSlack = 5;
/** Idle connections to sinks and from clients close by themselves within this, in ms. */
const settleMs = 45_000;

/** I6: what nobody cleans up. */
export async function leftovers(world: World, expected: Expectations): Promise<string[]> {
  const { watch } = world;
  const faults: string[] = [];
  const orphans = await world.sql(orphanSql, [ownerLockClass]);
  if (orphans.length > 0) faults.push(`${orphans.length} runs have an owner that is not alive`);
  if (watch.longestOrphanMs() > orphanLimitMs) {
    faults.push(`runs were without a living owner for ${watch.longestOrphanMs()} ms`);
  }
  if (watch.longestTransactionMs() > transactionLimitMs) {
    faults.push(`a transaction was open for ${watch.longestTransactionMs()} ms`);
  }
  if (expected.handles !== undefined && world.server.alive()) {
    const goal = expected.handles + handleSlack;
    const calm = await untilOrNull(
      () => world.server.handles(),
      (count) => count <= goal,
      settleMs,
    );
    if (calm === null) faults.push(`${world.server.handles()} handles, before ${expected.handles}`);
  }
  return faults;
}

const orphanSql = `
SELECT r.id FROM "PluginRun" r
WHERE r."finishedAt" IS NULL AND r.owner IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = $1::int::oid AND l.objid = r.owner::oid
)`;

/** I8: the canaries in every column of every table, in what servers wrote, in the API and on pages. */
export async function findCanaries(world: World): Promise<string[]> {
  const texts = world.canaries.flatMap((secret) => {
    const bytes = Buffer.from(secret);
    return [secret, bytes.toString("base64").replaceAll("=", ""), bytes.toString("hex")];
  });
  const has = (text: string): boolean => texts.some((secret) => text.includes(secret));
  const found = await inTables(world, texts);
  for (const [index, server] of world.servers.entries()) {
    if (has(server.output())) found.push(`the log of server ${index + 1}`);
  }
  if (world.server.alive()) {
    for (const path of await pathsOf(world)) {
      const answer = await world
        .api()
        .request("GET", path)
        .catch(() => null);
      if (answer !== null && has(JSON.stringify(answer.body))) found.push(path);
    }
  }
  return found;
}

async function inTables(world: World, texts: readonly string[]): Promise<string[]> {
  const tables = await world.sql(`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname IN ('public', 'pgboss')`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await world.sql(
      `SELECT count(*)::int AS count FROM ${String(name)} AS t WHERE t::text LIKE ANY($1)`,
      [texts.map((text) => `%${text}%`)],
    );
    const count = Number(rows[0]?.["count"]);
    if (count > 0) found.push(`${count} rows of ${String(name)}`);
  }
  return found;
}

/** Lists, and some of what they list. */
async function pathsOf(world: World): Promise<string[]> {
  const runs = await world.sql(`SELECT id FROM "PluginRun" ORDER BY random() LIMIT 20`);
  const forms = await world.sql(`SELECT id FROM "Form" LIMIT 5`);
  return [
    "/api/connections",
    "/api/forms",
    "/api/runs?limit=200",
    "/api/outbox",
    "/api/plugins",
    ...runs.map((row) => `/api/runs/${String(row["id"])}`),
    ...forms.map((row) => `/api/forms/${String(row["id"])}/pipelines`),
  ];
}
