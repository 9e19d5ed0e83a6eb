import pg from "pg";
import { ROLE } from "./embedded-cluster.ts";
import { EmbeddedError } from "./embedded-error.ts";
import type { Endpoint } from "./embedded-postmaster.ts";

const DATABASE = "formloom";
const UNDEFINED_DATABASE = "3D000";
const WRONG_PASSWORD = "28P01";

/** Understood by pg, Prisma's adapter and libpq alike. */
export function connectionStringOf(
  { socketDir, port }: Endpoint,
  password: string,
  database = DATABASE,
): string {
  const host = socketDir ? `localhost:${port}` : `127.0.0.1:${port}`;
  const query = socketDir ? `?host=${encodeURIComponent(socketDir)}` : "";
  return `postgresql://${ROLE}:${password}@${host}/${database}${query}`;
}

/**
 * Whether the database takes connections; makes Formloom's database where the cluster lacks it.
 * Throws when it answers, but not to our password.
 */
export async function probe(endpoint: Endpoint, password: string): Promise<boolean> {
  try {
    await runOn(connectionStringOf(endpoint, password), "SELECT 1");
    return true;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === WRONG_PASSWORD) {
      throw new EmbeddedError(
        "The embedded database does not accept the password in its folder: restore the file from a backup.",
        { cause: error },
      );
    }
    if (code !== UNDEFINED_DATABASE) return false;
    await runOn(connectionStringOf(endpoint, password, "postgres"), `CREATE DATABASE ${DATABASE}`);
    return true;
  }
}

async function runOn(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined); // a connection cut short rejects the call below as well
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}
