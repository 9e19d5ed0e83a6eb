import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList } from "./schema-engine.ts";

/** The repository's `prisma` folder: the schema and its migrations. */
export const prismaDir = fileURLToPath(new URL("../../../prisma", import.meta.url));
export const migrationsDir = join(prismaDir, "migrations");

export interface MigrationFile {
  /** The folder's name, `<time>_<name>`; names sort in the order of application. */
  name: string;
  sql: string;
  /** SHA-256 of the file in hexadecimal, as Prisma keeps it in `_prisma_migrations`. */
  checksum: string;
}

/** Reads every migration under `dir`, oldest first; none when the folder does not exist. */
export async function readMigrations(dir: string): Promise<MigrationFile[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.toSorted().map((name) => readMigration(dir, name)));
}

async function readMigration(dir: string, name: string): Promise<MigrationFile> {
  const bytes = await readFile(join(dir, name, "migration.sql"));
  const checksum = createHash("sha256").update(bytes).digest("hex");
  return { name, sql: bytes.toString("utf8"), checksum };
}

/** The migrations in the form in which the schema engine wants them. */
export function toMigrationList(dir: string, files: readonly MigrationFile[]): MigrationList {
  return {
    baseDir: dir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: files.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}
