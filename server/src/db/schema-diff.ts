import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { migrationsDir, prismaDir, readMigrations, toMigrationList } from "./migration-files.ts";
import { createMigrationAdapterFactory } from "./schema-engine-adapter.ts";
import { openSchemaEngine } from "./schema-engine.ts";

interface DiffOptions {
  /** Any server on which a database may be made and dropped; its own databases stay as they are. */
  connectionString: string;
  dir?: string;
  schemaFile?: string;
}

/**
 * The SQL that is missing between the migrations and `schema.prisma`; nothing when they agree. What
 * Prisma has no words for (functions, triggers, partial indexes, checks) is not compared.
 */
export async function diffSchema(options: DiffOptions): Promise<string | undefined> {
  const { dir = migrationsDir, schemaFile = join(prismaDir, "schema.prisma") } = options;
  const [files, content] = await Promise.all([readMigrations(dir), readFile(schemaFile, "utf8")]);
  const factory = createMigrationAdapterFactory(options);
  try {
    const engine = await openSchemaEngine(factory);
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...toMigrationList(dir, files) },
      to: { tag: "schemaDatamodel", files: [{ path: schemaFile, content }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
    return exitCode === 2 ? (stdout ?? "") : undefined;
  } finally {
    await factory.close();
  }
}
