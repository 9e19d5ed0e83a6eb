import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyTestDatabase } from "../../test/support/postgres.ts";
import type { TestDatabase } from "../../test/support/postgres.ts";
import { runSql } from "../../test/support/run-sql.ts";
import { MigrationError, migrate } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";
import { diffSchema } from "./schema-diff.ts";

const first = "20260101000000_first";
const second = "20260102000000_second";

let database: TestDatabase;
let dir: string;

beforeEach(async () => {
  database = await emptyTestDatabase();
  dir = await mkdtemp(join(tmpdir(), "formloom-migrations-"));
  await writeMigration(first, `CREATE TABLE "Note" ("id" UUID PRIMARY KEY, "text" TEXT);`);
});

afterEach(async () => {
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, name, "migration.sql"), sql);
}

function migrateHere(): Promise<{ applied: string[] }> {
  return migrate({ connectionString: database.connectionString, dir });
}

function query(sql: string): Promise<Record<string, unknown>[]> {
  return runSql(database.connectionString, sql);
}

/** The state in which a migrator that died at the given point leaves the table. */
async function forgetTheEnd(steps: number): Promise<void> {
  await query(
    `UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = ${steps} WHERE migration_name = '${second}'`,
  );
}

describe("migrate", () => {
  it("applies what is missing, in order, and nothing the second time", async () => {
    await writeMigration(second, `ALTER TABLE "Note" ADD COLUMN "done" BOOLEAN;`);
    expect(await migrateHere()).toEqual({ applied: [first, second] });
    expect(await migrateHere()).toEqual({ applied: [] });
  });

  it("migrates once when five servers start together", async () => {
    const results = await Promise.all(Array.from({ length: 5 }, migrateHere));
    expect(results.flatMap(({ applied }) => applied)).toEqual([first]);
  });

  it("keeps semicolons inside function bodies", async () => {
    await writeMigration(
      second,
      `CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$;`,
    );
    await migrateHere();
    expect(await query("SELECT answer() AS answer")).toEqual([{ answer: 42 }]);
  });

  it("refuses an edited migration in one sentence that names it", async () => {
    await migrateHere();
    await writeMigration(first, `CREATE TABLE "Other" ("id" UUID PRIMARY KEY);`);
    await expect(migrateHere()).rejects.toThrow(
      new MigrationError(
        `Migration ${first} was changed after this database applied it: restore its file and put the change into a new migration.`,
      ),
    );
  });

  it("keeps nothing of a migration that fails, and applies it once it is mended", async () => {
    await writeMigration(
      second,
      `CREATE TABLE "Kept" ("id" INT); ALTER TABLE "Nowhere" ADD "x" INT;`,
    );
    const sentence = `Migration ${second} failed and nothing of it was kept (relation "Nowhere" does not exist): mend the cause, then start again.`;
    await expect(migrateHere()).rejects.toThrow(new MigrationError(sentence));
    await expect(migrateHere()).rejects.toThrow(new MigrationError(sentence));
    expect(await query(`SELECT to_regclass('"Kept"') AS kept`)).toEqual([{ kept: null }]);
    await writeMigration(second, `CREATE TABLE "Kept" ("id" INT);`);
    expect(await migrateHere()).toEqual({ applied: [second] });
  });

  it("takes up a migration whose migrator died before it committed", async () => {
    await writeMigration(second, `CREATE TABLE "Late" ("id" INT);`);
    await migrateHere();
    await query(`DROP TABLE "Late"`);
    await forgetTheEnd(0);
    expect(await migrateHere()).toEqual({ applied: [second] });
  });

  it("accepts a migration whose migrator died after it committed", async () => {
    await writeMigration(second, `CREATE TABLE "Late" ("id" INT);`);
    await migrateHere();
    await forgetTheEnd(1);
    expect(await migrateHere()).toEqual({ applied: [] });
    expect(await query(`SELECT count(*)::int AS n FROM "Late"`)).toEqual([{ n: 0 }]);
  });

  it("leaves a database alone that a newer version migrated", async () => {
    await writeMigration(second, `CREATE TABLE "Newer" ("id" INT);`);
    await migrateHere();
    await rm(join(dir, second), { recursive: true });
    expect(await migrateHere()).toEqual({ applied: [] });
  });
});

describe("diffSchema", () => {
  const datasource = `datasource db {\n  provider = "postgresql"\n}\n`;
  const note = `  id String @id @db.Uuid\n  text String?\n`;

  async function diff(model: string): Promise<string | undefined> {
    const schemaFile = join(dir, "schema.prisma");
    await writeFile(schemaFile, `${datasource}model Note {\n${model}}\n`);
    return diffSchema({ connectionString: database.connectionString, dir, schemaFile });
  }

  it("finds nothing when the migrations lead to the schema", async () => {
    expect(await diff(note)).toBeUndefined();
  });

  it("writes the step that is missing and leaves no database behind", async () => {
    expect(await diff(`${note}  stars Int?\n`)).toContain(
      `ALTER TABLE "Note" ADD COLUMN     "stars" INTEGER;`,
    );
    const left = await query(
      `SELECT datname FROM pg_database WHERE datname LIKE 'formloom_shadow%'`,
    );
    expect(left).toEqual([]);
    expect(await query(`SELECT to_regclass('"Note"') AS note`)).toEqual([{ note: null }]);
  });
});

describe("readMigrations", () => {
  it("finds none in a folder that does not exist", async () => {
    expect(await readMigrations(join(dir, "absent"))).toEqual([]);
  });

  it("computes checksums from the bytes, as Prisma does", async () => {
    const copy = join(dir, "copy");
    await cp(join(dir, first), join(copy, first), { recursive: true });
    const [migration] = await readMigrations(copy);
    expect(migration).toMatchObject({
      name: first,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
