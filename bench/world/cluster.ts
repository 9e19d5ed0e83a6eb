import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrisma } from "../../server/src/db/client.ts";
import { startEmbedded } from "../../server/src/db/embedded.ts";
import { runSql } from "../../server/test/support/run-sql.ts";

type Row = Record<string, unknown>;

/** A PostgreSQL that several servers may use. */
export interface Cluster {
  readonly connectionString: string;
  /** Its postmaster: root of all its processes. */
  readonly pid: number;
  /** One statement on a connection of its own, without any time-out: for big ones. */
  readonly run: (sql: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** One statement on a connection that stays open: cheap to repeat. */
  readonly ask: (sql: string, ...values: readonly unknown[]) => Promise<Row[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the product's own PostgreSQL in this folder, durable as ever. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  const database = await startEmbedded({ dataDir });
  const { connectionString } = database;
  const prisma = createPrisma(connectionString);
  return {
    connectionString,
    pid: postmasterOf(dataDir),
    run: (sql, values) => runSql(connectionString, sql, values === undefined ? [] : [...values]),
    ask: (sql, ...values) => prisma.$queryRawUnsafe<Row[]>(sql, ...values),
    stop: async () => {
      await prisma.$disconnect();
      await database.stop();
    },
  };
}

/** The postmaster of the PostgreSQL in a data folder. */
export function postmasterOf(dataDir: string): number {
  return Number(
    readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n", 1)[0],
  );
}
