import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeType } from "@formloom/shared/plugin";
import { createAudit } from "../../src/accounts/audit.ts";
import { openVault } from "../../src/connections/open-vault.ts";
import type { FormDeps } from "../../src/forms/form-deps.ts";
import { createGraphTools } from "../../src/graph-tools.ts";
import { createCursors } from "../../src/http/cursor.ts";
import { loadPlugins } from "../../src/pipeline/plugins/registry.ts";
import type { Pipeline } from "../../src/pipeline/ports.ts";
import type { GraphTools } from "../../src/pipelines/pipeline-deps.ts";
import { builtInPlugins, startTestPipeline, type TestPipeline } from "../support/pipeline.ts";
import { runSql } from "../support/run-sql.ts";

/** An endpoint that remembers which acts came, by run and node. */
export interface ActSink {
  readonly url: string;
  hits(runId: string, nodeId: string): number;
  close(): Promise<void>;
}

/** The engine with the acts of the server around it, and what the models' pipelines act on. */
export interface EngineWorld {
  readonly test: TestPipeline;
  readonly deps: FormDeps & {
    readonly pipeline: Pipeline;
    readonly graphTools: GraphTools;
    readonly nodeTypes: readonly NodeType[];
  };
  readonly sink: ActSink;
  /** Cuts the engine's claim on all that it holds, as the end of its process does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startEngineWorld(): Promise<EngineWorld> {
  const sink = await startActSink();
  const test = await startTestPipeline();
  const { prisma, pipeline, connectionString } = test;
  const dataDir = mkdtempSync(join(tmpdir(), "formloom-model-"));
  const manifests = await loadPlugins({ builtIn: builtInPlugins, external: [] });
  const audit = createAudit(prisma);
  return {
    test,
    sink,
    deps: {
      prisma,
      pipeline,
      audit,
      vault: await openVault(prisma, { secretKey: null, dataDir }),
      cursors: createCursors(Buffer.alloc(32)),
      retentionDays: 90,
      baseUrl: "http://127.0.0.1:3000",
      graphTools: createGraphTools(manifests),
      nodeTypes: [...manifests.values()].map(({ nodeType }) => nodeType),
    },
    kill: async () => {
      await runSql(
        connectionString,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'formloom-owner'`,
      );
    },
    stop: async () => {
      await test.stop();
      await sink.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startActSink(): Promise<ActSink> {
  const hits = new Map<string, number>();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const [, how = "", nodeId = ""] = (req.url ?? "").split("/");
      const body: { data: { runId: string } } = JSON.parse(Buffer.concat(parts).toString());
      const key = `${body.data.runId} ${nodeId}`;
      const before = hits.get(key) ?? 0;
      hits.set(key, before + 1);
      const status = how === "bad" ? 400 : how === "again" && before === 0 ? 503 : 200;
      res.writeHead(status).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${port}`,
    hits: (runId, nodeId) => hits.get(`${runId} ${nodeId}`) ?? 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
