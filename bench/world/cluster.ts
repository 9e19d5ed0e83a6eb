import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmbedded } from "../../server/src/db/embedded.ts";
import { createEnginePools } from "../../server/src/pipeline/jobs/engine-pools.ts";
import { runSql } from "../../server/test/support/run-sql.ts";

type Row = Record<string, unknown>;

/** A PostgreSQL that several servers may use. */
export interface Cluster {
  readonly connectionString: string;
  /** Its postmaster: root of all its processes. */
  readonly pid: number;
  /** One statement on a connection of its own, without any time-out: for big ones. */
  readonly run: (sql: string) => Promise<Row[]>;
  /** One statement on a connection that stays open, for at most 5 s: cheap to repeat. */
  readonly ask: (sql: string) => Promise<Row[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the product's own PostgreSQL in this folder, durable as ever. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  const database = await startEmbedded({ dataDir });
  const { connectionString } = database;
  const pools = createEnginePools(connectionString, () => undefined); // a broken one fails its next statement
  return {
    connectionString,
    pid: postmasterOf(dataDir),
    run: (sql) => runSql(connectionString, sql),
    ask: async (sql) => (await pools.side.query<Row>(sql)).rows,
    stop: async () => {
      await pools.end();
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
