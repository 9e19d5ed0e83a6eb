import { readdirSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrisma } from "../src/db/client.ts";
import { testDatabase } from "./support/postgres.ts";
import { runSql } from "./support/run-sql.ts";
import {
  finishedRuns,
  formWithPipeline,
  oddPlugins,
  planOf,
  planStep,
  startSink,
  startTestPipeline,
  submit,
  until,
  type TestPipeline,
} from "./support/pipeline.ts";

// Each defect of the design that this product grew out of, with a test that would catch it. Those about
// results and exit codes stand in threads.test.ts, those about attempts in path.test.ts.

const slowRetry = { maxAttempts: 3, firstDelayMs: 2_500, factor: 1, maxDelayMs: 2_500 };

describe("work that waits", () => {
  test("is scheduled again by a retry and survives a restart", async () => {
    const database = await testDatabase();
    const sink = await startSink();
    sink.replies = [{ status: 503 }, { status: 200 }];
    const first = await startTestPipeline({ connectionString: database.connectionString });
    const hook = planStep({
      nodeId: "hook",
      type: "webhook",
      retry: slowRetry,
      config: { url: sink.url, method: "POST", headers: {}, body: { mode: "event" } },
    });
    const { formId } = await formWithPipeline(first.prisma, planOf([hook]));
    await submit(first, formId, {});
    await until(
      () => first.prisma.pluginRun.findFirst({ where: { formId } }),
      (run) => run?.status === "waiting",
    );
    await first.stop();
    expect(sink.hits).toHaveLength(1);
    const second = await startTestPipeline({ connectionString: database.connectionString });
    const { runs, logs } = await finishedRuns(second.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed" }]);
    expect(logs.map((log) => log.outcome)).toEqual(["retry", "succeeded"]);
    await second.stop();
    await sink.close();
    await database.drop();
  });

  test("of a living process is left alone by another one that starts", async () => {
    const database = await testDatabase();
    const options = { connectionString: database.connectionString, builtIn: oddPlugins };
    const first = await startTestPipeline(options);
    const slow = planStep({ nodeId: "echo", type: "echo", config: { text: "x", afterMs: 2_000 } });
    const { formId } = await formWithPipeline(first.prisma, planOf([slow]));
    await submit(first, formId, {});
    const second = await startTestPipeline(options);
    const { runs, steps } = await finishedRuns(first.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", epoch: 1 }]);
    expect(steps).toMatchObject([{ attempts: 1 }]);
    await Promise.all([first.stop(), second.stop()]);
    await database.drop();
  });

  test("of a process that is gone is taken over by the next, as an interrupted attempt", async () => {
    const database = await testDatabase();
    const options = { connectionString: database.connectionString, builtIn: oddPlugins };
    const first = await startTestPipeline(options);
    const slow = planStep({ nodeId: "echo", type: "echo", config: { text: "x", afterMs: 300 } });
    const { formId } = await formWithPipeline(first.prisma, planOf([slow]));
    await submit(first, formId, {});
    await finishedRuns(first.prisma, formId);
    await first.stop();
    // As a killed process leaves it: a run that is held by a lock which nobody holds. The guard of the
    // legal moves is off for this connection, as it would not let history be written anew.
    await runSql(
      database.connectionString,
      `SET session_replication_role = replica;
      UPDATE "PluginRun" SET status = 'running', owner = 4711, "finishedAt" = NULL WHERE "formId" = '${formId}';
      DELETE FROM "PluginExecutionLog";
      UPDATE "PluginJob" SET status = 'pending', port = NULL, attempts = 0, "finishedAt" = NULL`,
    );
    const second = await startTestPipeline(options);
    const { runs, logs } = await finishedRuns(second.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", careful: true }]);
    expect(logs.map((log) => log.outcome)).toEqual(["interrupted", "succeeded"]);
    await second.stop();
    await database.drop();
  });
});

describe("many runs", () => {
  let world: TestPipeline;
  beforeAll(async () => {
    world = await startTestPipeline({ builtIn: oddPlugins });
  });
  afterAll(() => world.stop());

  test("share one thread and at most seven connections", async () => {
    const slow = planStep({ nodeId: "echo", type: "echo", config: { text: "x", afterMs: 1_000 } });
    const { formId } = await formWithPipeline(world.prisma, planOf([slow]));
    await submit(world, formId, {});
    const threads = () => readdirSync("/proc/self/task").length;
    const before = threads();
    await Promise.all(Array.from({ length: 300 }, () => submit(world, formId, {})));
    expect(threads() - before).toBeLessThanOrEqual(1);
    const prisma = createPrisma(world.connectionString);
    const [row] = await prisma.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name <> 'formloom-api' AND pid <> pg_backend_pid()`;
    expect(Number(row?.count)).toBeLessThanOrEqual(5);
    await prisma.$disconnect();
    const { runs } = await finishedRuns(world.prisma, formId, 301, 30_000);
    expect(runs.every((run) => run.status === "completed")).toBe(true);
  });
});

describe("mail", () => {
  const mails: string[] = [];
  let smtp: SMTPServer;
  let world: TestPipeline;

  beforeAll(async () => {
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      logger: false,
      onData: (stream, _session, done) => {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", () => {
          mails.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
    const { port } = smtp.server.address() as AddressInfo; // a TCP server's address is never a string
    world = await startTestPipeline({
      egressAllow: [`127.0.0.1:${port}`],
      credentials: {
        serverMail: { kind: "smtp", config: { host: "127.0.0.1", port, security: "none" } },
      },
    });
  });

  afterAll(async () => {
    await world.stop();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
  });

  const mail = (nodeId: string, content: string) =>
    planStep({
      nodeId,
      type: "email",
      config: {
        to: [`${nodeId}@example.test`],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: "Budget {{ answers.budget }}",
        body: { format: "html", content },
      },
    });

  test("goes out of two nodes of one type in one pipeline", async () => {
    const { formId } = await formWithPipeline(
      world.prisma,
      planOf([mail("a", "x"), mail("b", "y")]),
    );
    await submit(world, formId, { budget: 1 });
    const { runs } = await finishedRuns(world.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed" }]);
    const recipients = mails.flatMap((text) => /^To: (.+)$/m.exec(text)?.[1] ?? []);
    expect(recipients).toEqual(expect.arrayContaining(["a@example.test", "b@example.test"]));
  });

  test("shows answers escaped, and 0 as 0", async () => {
    const content = "<p>{{ answers.name }} has {{ answers.budget }}</p>";
    const { formId } = await formWithPipeline(world.prisma, planOf([mail("c", content)]));
    await submit(world, formId, { name: '<img src=x onerror="alert(1)">', budget: 0 });
    await finishedRuns(world.prisma, formId);
    const sent = mails.find((text) => text.includes("To: c@example.test")) ?? "";
    expect(sent).toContain("Subject: Budget 0");
    const html = sent.slice(sent.indexOf("text/html"));
    expect(html).toContain("<p>&lt;img src=x");
    expect(html).not.toContain("<img");
    expect(sent).not.toContain("{{");
  });
});
