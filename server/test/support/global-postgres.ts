import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { runSql } from "./run-sql.ts";
import { withDatabase } from "../../src/db/connection-string.ts";
import { migrate } from "../../src/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the run's own PostgreSQL is; its databases are made by `testDatabase`. */
    postgres: string;
    /** The migrated database that every test's database is a copy of. */
    postgresTemplate: string;
  }
}

const TEMPLATE = "formloom_template";

let teardownAll: (() => Promise<void>) | undefined;

/** One PostgreSQL for the whole run, not durable, gone afterwards. */
export async function setup(project: TestProject): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "formloom-test-"));
  const database = await startEmbedded({ dataDir, durable: false });
  teardownAll = async () => {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  await runSql(database.connectionString, `CREATE DATABASE ${TEMPLATE}`);
  await migrate({ connectionString: withDatabase(database.connectionString, TEMPLATE) });
  project.provide("postgres", database.connectionString);
  project.provide("postgresTemplate", TEMPLATE);
}

export async function teardown(): Promise<void> {
  await teardownAll?.();
}
