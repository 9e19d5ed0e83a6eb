import { afterAll, beforeAll, expect, test } from "vitest";
import { createEnginePools, type EnginePools } from "../src/pipeline/jobs/engine-pools.ts";
import { settleSteps } from "../src/pipeline/jobs/sql/settle-steps.ts";
import { testDatabase, type TestDatabase } from "./support/postgres.ts";

let database: TestDatabase;
let pools: EnginePools;

beforeAll(async () => {
  database = await testDatabase();
  pools = createEnginePools(database.connectionString, () => undefined);
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

test("results find their runs by key, however many are in flight", async () => {
  const client = await pools.settle.connect();
  // Without values: the plan that the hot connection uses for every batch, made on empty tables.
  const { rows } = await client
    .query<{ "QUERY PLAN": string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${settleSteps.text}`)
    .finally(() => client.release());
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain('Index Scan using "PluginRun_pkey"');
  expect(plan).not.toContain("PluginRun_unfinished");
});
