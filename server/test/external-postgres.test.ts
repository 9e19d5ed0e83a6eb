import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { checkDurability } from "../src/db/check-durability.ts";
import {
  debianPostgres,
  startDebianCluster,
  type DebianCluster,
} from "./support/debian-postgres.ts";
import { startSink, until, type Sink } from "./support/pipeline.ts";
import { spawnServer, type SpawnedServer } from "./support/spawn-server.ts";
import { publishPipeline, setUpAdmin } from "./support/spawned-api.ts";
import { runSql } from "./support/run-sql.ts";

const programs = debianPostgres();
const runs = z.object({ items: z.array(z.object({ id: z.string(), status: z.string() })) });

describe.skipIf(programs === null)("the product on Debian's PostgreSQL", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "formloom-external-"));
  let cluster: DebianCluster;
  let sink: Sink;
  let server: SpawnedServer;

  beforeAll(async () => {
    cluster = await startDebianCluster(programs ?? "");
    await until(
      () => runSql(cluster.connectionString, "SELECT 1").catch(() => null),
      (rows) => rows !== null,
    );
    sink = await startSink();
    server = await spawnServer({
      DATABASE_URL: cluster.connectionString,
      FORMLOOM_DATA_DIR: dataDir,
      FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${new URL(sink.url).port}`,
    });
  }, 400_000);

  afterAll(async () => {
    await server.stop();
    await sink.close();
    await cluster.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("takes a submission to its webhook, and starts again on the same database", async () => {
    const { client } = await setUpAdmin(server.url);
    const { formId } = await publishPipeline(
      client,
      { name: "Contact", fields: [{ id: "name", kind: "text", label: "Name" }] },
      {
        nodes: [
          { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
          {
            id: "hook",
            type: "webhook",
            config: { url: sink.url, method: "POST", headers: {}, body: { mode: "event" } },
          },
        ],
        edges: [{ id: "e", source: "trigger", target: "hook" }],
      },
    );
    const path = `/api/forms/${formId}/responses`;
    expect((await client.request("POST", path, { data: { name: "Ada" } })).status).toBe(201);
    const list = await until(
      () => client.call(runs, "GET", `/api/runs?formId=${formId}`),
      ({ items }) => items.length === 1 && items[0]?.status === "completed",
    );
    expect(list.items).toHaveLength(1);
    expect(sink.hits).toHaveLength(1);
    expect(await server.stop()).toBe(0);
    server = await spawnServer({
      DATABASE_URL: cluster.connectionString,
      FORMLOOM_DATA_DIR: dataDir,
    });
  });

  test("is refused where the database may lose what it confirms", async () => {
    const lax = await startDebianCluster(programs ?? "", ["synchronous_commit=off"]);
    await until(
      () => runSql(lax.connectionString, "SELECT 1").catch(() => null),
      (rows) => rows !== null,
    );
    await expect(checkDurability(lax.connectionString)).rejects.toThrow(/synchronous_commit/);
    await lax.stop();
  });
});
