import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../server/src/db/embedded.ts";
import { migrationsDir } from "../server/src/db/migration-files.ts";
import { diffSchema } from "../server/src/db/schema-diff.ts";

const DRIFT_EXIT_CODE = 2;

/**
 * `diff.ts <name>` writes the migration that leads from the migrations so far to `schema.prisma`.
 * `diff.ts --check` writes nothing and exits with 2 when one is missing.
 */
async function main(argument: string | undefined): Promise<void> {
  const check = argument === "--check";
  if (!argument || (!check && !/^[a-z][a-z0-9_]*$/.test(argument))) {
    throw new Error(
      "Name the migration in small letters, digits and underscores, or pass --check.",
    );
  }
  const sql = await diffInScratchCluster();
  if (sql === undefined) return report("The migrations lead to schema.prisma.");
  if (!check) return report(`Wrote ${await writeMigration(argument, sql)}`);
  report(`schema.prisma is ahead of the migrations; run "pnpm db:diff <name>":\n${sql}`);
  process.exitCode = DRIFT_EXIT_CODE;
}

async function diffInScratchCluster(): Promise<string | undefined> {
  const dataDir = await mkdtemp(join(tmpdir(), "formloom-diff-"));
  try {
    const database = await startEmbedded({ dataDir, durable: false });
    const sql = await diffSchema(database);
    await database.stop();
    return sql;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function writeMigration(name: string, sql: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const dir = join(migrationsDir, `${time}_${name}`);
  await mkdir(dir, { recursive: true });
  await writeFile(join(migrationsDir, "migration_lock.toml"), 'provider = "postgresql"\n');
  const file = join(dir, "migration.sql");
  await writeFile(file, sql);
  return file;
}

function report(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

await main(process.argv[2]);
