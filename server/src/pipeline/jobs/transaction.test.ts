import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../../../test/support/postgres.ts";
import { inTransaction } from "./transaction.ts";

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new Pool({ connectionString: database.connectionString, max: 2 });
  pool.on("error", () => undefined); // connections are cut on purpose
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("a connection that is cut between two statements fails the transaction and nothing else", async () => {
  const cut = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    // Nobody listens to a statement now: the end of the connection comes as an event.
    await pause(200);
    await client.query("SELECT 1");
  });
  await expect(cut).rejects.toThrow(/not queryable|terminat|closed/i);
  const after = await inTransaction(pool, (client) => client.query("SELECT 1 AS one"));
  expect(after.rows).toEqual([{ one: 1 }]);
});
