import pg from "pg";
import { failPoint } from "../fail-point.ts";
import { migrationsDir, readMigrations, toMigrationList } from "./migration-files.ts";
import type { MigrationFile } from "./migration-files.ts";
import { appliedMigrations, repairUnfinished } from "./migration-history.ts";
import type { AppliedMigration } from "./migration-history.ts";
import { createMigrationAdapterFactory } from "./schema-engine-adapter.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/** Any constant serves; this one spells "form". Held for the session by the one that migrates. */
const LOCK_KEY = 0x66_6f_72_6d;
const LOCK_WAIT = "60s";

/** The part of a pino logger that migrating uses. */
export interface MigrationLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface MigrateOptions {
  connectionString: string;
  log?: MigrationLog;
  /** Where the migrations are; the repository's own unless a test says otherwise. */
  dir?: string;
}

/** Thrown with one sentence that names the migration and says what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Brings the database to the newest migration and returns the names of those it applied, none when
 * there was nothing to do. Servers that start together wait for the first of them. Each migration
 * commits whole or not at all, and one that a dying server left behind is taken up again.
 * Throws `MigrationError` when an applied migration was edited or a new one fails.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const { connectionString, dir = migrationsDir } = options;
  const files = await readMigrations(dir);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    if (pendingOf(files, await appliedMigrations(client), options.log).length === 0) {
      return { applied: [] };
    }
    await lock(client);
    await repairUnfinished(client);
    const pending = pendingOf(files, await appliedMigrations(client));
    if (pending.length > 0) await apply({ connectionString, dir, files });
    const applied = pending.map((file) => file.name);
    if (applied.length > 0) options.log?.info({ applied }, "database migrated");
    return { applied };
  } finally {
    await client.end();
  }
}

function pendingOf(
  files: readonly MigrationFile[],
  history: readonly AppliedMigration[],
  log?: MigrationLog,
): MigrationFile[] {
  const known = new Set(files.map((file) => file.name));
  const newer = history.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (newer.length > 0) log?.warn({ newer }, "the database has migrations of a newer version");
  const checksums = new Map(history.map(({ name, checksum }) => [name, checksum]));
  const edited = files.find(
    ({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum,
  );
  if (edited) {
    throw new MigrationError(
      `Migration ${edited.name} was changed after this database applied it: restore its file and put the change into a new migration.`,
    );
  }
  return files.filter(({ name }) => !checksums.has(name));
}

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_WAIT}'`);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== "55P03") throw cause;
    throw new MigrationError(
      `Another server has been migrating this database for more than ${LOCK_WAIT}: wait until it is done, then start again.`,
      { cause },
    );
  }
}

async function apply(options: {
  connectionString: string;
  dir: string;
  files: MigrationFile[];
}): Promise<void> {
  const bySql = new Map(options.files.map((file) => [file.sql.trim(), file]));
  let current: MigrationFile | undefined;
  let failure: unknown;
  const factory = createMigrationAdapterFactory({
    connectionString: options.connectionString,
    script: {
      complete(script) {
        current = bySql.get(script.trim());
        if (current) failPoint("migrating");
        return current ? `${script}\n;${stampOf(current)}` : script;
      },
      failed(error) {
        failure = error;
      },
    },
  });
  try {
    const engine = await openSchemaEngine(factory);
    await engine.applyMigrations({
      migrationsList: toMigrationList(options.dir, options.files),
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
  } catch (error) {
    const cause = failure ?? error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(
      `Migration ${current?.name ?? "of this version"} failed and nothing of it was kept (${reason}): mend the cause, then start again.`,
      { cause },
    );
  } finally {
    await factory.close();
  }
}

/** Commits with the migration, so that a server that finds it unfinished knows whether it took place. */
function stampOf(file: MigrationFile): string {
  return `UPDATE "_prisma_migrations" SET "applied_steps_count" = 1 WHERE "checksum" = '${file.checksum}' AND "finished_at" IS NULL AND "rolled_back_at" IS NULL;`;
}
