import type { Pool, PoolClient } from "pg";

/** Runs `work` in one transaction on a connection of the pool; rolls back when it throws. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is cut between two statements says so by an event; unheard, it ends the process.
  const onCut = (error: Error): void => {
    broken = error;
  };
  client.on("error", onCut);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error("rollback failed");
    });
    throw error;
  } finally {
    client.off("error", onCut);
    client.release(broken);
  }
}
