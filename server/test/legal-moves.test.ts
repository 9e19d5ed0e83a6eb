import { newId } from "@formloom/shared/kernel";
import {
  runMoves,
  runStatuses,
  stepMoves,
  stepStatuses,
  taskMoves,
  taskStatuses,
} from "@formloom/shared/run";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "./support/postgres.ts";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Every pair of states that the database lets a row go through, besides staying as it is. */
async function allowedMoves(
  statuses: readonly string[],
  how: { readonly insert: (status: string) => Promise<string>; readonly update: string },
): Promise<Record<string, string[]>> {
  const allowed: Record<string, string[]> = {};
  for (const from of statuses) {
    allowed[from] = [];
    for (const to of statuses.filter((status) => status !== from)) {
      const id = await how.insert(from);
      const moved = await client.query(how.update, [id, to]).then(
        () => true,
        (error: Error) =>
          error.message.startsWith("illegal move") ? false : Promise.reject(error),
      );
      if (moved) allowed[from].push(to);
    }
  }
  return allowed;
}

/** The table of shared/run, without staying as it is. */
const inTable = (moves: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(moves).map(([from, to]) => [from, to.filter((status) => status !== from)]),
  );

const sorted = (moves: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(moves).map(([from, to]) => [from, to.toSorted()]));

describe("the database lets through", () => {
  test("the moves of a run that the table lists, and no other", async () => {
    const insert = async (status: string): Promise<string> => {
      const id = newId();
      await client.query(
        `INSERT INTO "PluginRun" (id, "pluginConfigId", "versionId", "formId", "eventId", "eventType", status, "rootRunId")
         VALUES ($1, $1, $1, $1, $1, 'form.submitted', $2::"RunStatus", $1)`,
        [id, status],
      );
      return id;
    };
    const update = `UPDATE "PluginRun" SET status = $2::"RunStatus" WHERE id = $1`;
    expect(sorted(await allowedMoves(runStatuses, { insert, update }))).toEqual(
      sorted(inTable(runMoves)),
    );
  });

  test("the moves of a step that the table lists, and no other", async () => {
    const insert = async (status: string): Promise<string> => {
      const id = newId();
      await client.query(
        `INSERT INTO "PluginJob" ("runId", ordinal, "nodeId", "nodeType", status)
         VALUES ($1, 0, 'n', 'echo', $2::"StepStatus")`,
        [id, status],
      );
      return id;
    };
    const update = `UPDATE "PluginJob" SET status = $2::"StepStatus" WHERE "runId" = $1`;
    expect(sorted(await allowedMoves(stepStatuses, { insert, update }))).toEqual(
      sorted(inTable(stepMoves)),
    );
  });

  test("the moves of a task that the table lists, and no other", async () => {
    const insert = async (status: string): Promise<string> => {
      const id = newId();
      await client.query(
        `INSERT INTO "Task" (id, kind, status, total, input, "formId", "pipelineId", "createdById")
         VALUES ($1, 'dry-run', $2::"TaskStatus", 1, '{}', $1, $1, $1)`,
        [id, status],
      );
      return id;
    };
    const update = `UPDATE "Task" SET status = $2::"TaskStatus" WHERE id = $1`;
    expect(sorted(await allowedMoves(taskStatuses, { insert, update }))).toEqual(
      sorted(inTable(taskMoves)),
    );
  });
});
