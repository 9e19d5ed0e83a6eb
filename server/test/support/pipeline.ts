import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Field } from "@formloom/shared/form";
import { planSchema, type Plan, type PlanStep } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { defaultRetryPolicy } from "@formloom/shared/run";
import { pino } from "pino";
import { asJson, createPrisma, type PrismaClient } from "../../src/db/client.ts";
import { createWorkers } from "../../src/pipeline/create-workers.ts";
import { startPipeline, type RunningPipeline } from "../../src/pipeline/pipeline.ts";
import type { Credentials } from "../../src/pipeline/ports.ts";
import { testDatabase } from "./postgres.ts";

/** The repository's own node types. */
export const builtInPlugins = fileURLToPath(new URL("../../../plugins", import.meta.url));

/** Node types that misbehave on purpose. */
export const oddPlugins = fileURLToPath(new URL("odd-plugins", import.meta.url));

export interface TestPipeline {
  readonly connectionString: string;
  readonly prisma: PrismaClient;
  readonly pipeline: RunningPipeline;
  readonly logs: readonly string[];
  stop(): Promise<void>;
}

const noCredentials: Credentials = {
  connection: () => Promise.resolve(null),
  webhookSecrets: () => Promise.resolve([]),
  serverMail: null,
};

/** The pipeline on a database of its own, with real threads. */
export async function startTestPipeline(
  options: {
    readonly connectionString?: string;
    readonly credentials?: Partial<Credentials>;
    readonly builtIn?: string;
    readonly threads?: number;
    readonly role?: "all" | "web" | "worker";
    readonly egressAllow?: readonly string[];
  } = {},
): Promise<TestPipeline> {
  const database =
    options.connectionString === undefined
      ? await testDatabase()
      : { connectionString: options.connectionString, drop: () => Promise.resolve() };
  const { connectionString } = database;
  const prisma = createPrisma(connectionString);
  const logs: string[] = [];
  const config = {
    role: options.role ?? "all",
    threads: options.threads ?? 1,
    egressAllow: options.egressAllow ?? ["127.0.0.1"],
    mailFrom: "Formloom <formloom@example.test>",
    baseUrl: "http://127.0.0.1:3000",
  };
  const sources = { builtIn: options.builtIn ?? builtInPlugins, external: [] };
  const pipeline = await startPipeline({
    connectionString,
    prisma,
    config,
    workers: createWorkers({ config, sources }),
    credentials: { ...noCredentials, ...options.credentials },
    logger: pino({ level: "warn" }, { write: (line: string) => void logs.push(line) }),
    onEgressBlocked: () => {},
  });
  return {
    connectionString,
    prisma,
    pipeline,
    logs,
    stop: async () => {
      await pipeline.stop(2_000);
      await prisma.$disconnect();
      await database.drop();
    },
  };
}

/** A step of a plan, with what is usual filled in. */
export function planStep(step: Partial<PlanStep> & Pick<PlanStep, "nodeId" | "type">): PlanStep {
  return {
    typeVersion: 1,
    name: step.nodeId,
    config: {},
    connectionId: null,
    parents: [{ from: -1, port: "out" }],
    join: null,
    hasErrorEdge: false,
    retry: defaultRetryPolicy,
    timeoutMs: 10_000,
    onError: "stop",
    ifInterrupted: "again",
    disabled: false,
    acts: step.type !== "filter",
    resolved: false,
    ...step,
  };
}

/** A plan that a submission starts. */
export function planOf(steps: readonly PlanStep[], plan: Partial<Plan> = {}): Plan {
  return planSchema.parse({
    schemaVersion: 1,
    triggerId: "trigger",
    events: ["form.submitted"],
    filter: null,
    steps,
    kinds: { "answers.budget": "number", "answers.name": "text" },
    ...plan,
  });
}

const fields: Field[] = [
  { id: "name", kind: "text", label: "Name", required: false },
  { id: "budget", kind: "number", label: "Budget", required: false },
];

/** A form with one published pipeline that is on. */
export async function formWithPipeline(
  prisma: PrismaClient,
  plan: Plan,
  options: { readonly paused?: boolean; readonly enabled?: boolean } = {},
): Promise<{ formId: string; pipelineId: string; versionId: string; ownerId: string }> {
  const [ownerId, formId, pipelineId, versionId] = [newId(), newId(), newId(), newId()];
  await prisma.user.create({
    data: { id: ownerId, name: "Ada", email: `${ownerId}@example.test` },
  });
  await prisma.form.create({
    data: {
      id: formId,
      slug: formId,
      name: "Contact",
      ownerId,
      fields: asJson(fields),
      webhookSecret: Buffer.from(""),
    },
  });
  const enabled = options.enabled ?? true;
  await prisma.pluginConfig.create({
    data: {
      id: pipelineId,
      formId,
      name: "Pipeline",
      enabled,
      enabledAt: enabled ? new Date(0) : null,
      pausedAt: options.paused === true ? new Date() : null,
      graph: asJson({ schemaVersion: 1, nodes: [], edges: [], notes: [] }),
      liveVersion: 1,
      createdById: ownerId,
      versions: {
        create: {
          id: versionId,
          number: 1,
          graph: asJson({ schemaVersion: 1, nodes: [], edges: [], notes: [] }),
          plan: asJson(plan),
          fields: asJson(fields),
          sentence: "When someone submits Contact",
          publishedById: ownerId,
          publishedAt: new Date(0),
        },
      },
    },
  });
  return { formId, pipelineId, versionId, ownerId };
}

/** Submits answers; gives the response's id. */
export async function submit(
  { pipeline }: Pick<TestPipeline, "pipeline">,
  formId: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<string> {
  const result = await pipeline.submissions.submit({ formId, prepare: () => answers });
  if (result.code !== "stored") throw new Error(`not stored: ${result.code}`);
  return result.id;
}

/** Waits until `read` gives something that `accept` likes; fails after the deadline. */
export async function until<T>(
  read: () => Promise<T> | T,
  accept: (value: T) => boolean,
  deadlineMs = 10_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (performance.now() > end) {
      throw new Error(`not within ${deadlineMs} ms; the last value was ${JSON.stringify(value)}`);
    }
    // The pause between two looks at a condition, bounded by the deadline above.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All runs of a form with their steps and attempts, once all of them are over. */
export async function finishedRuns(
  prisma: PrismaClient,
  formId: string,
  count = 1,
  deadlineMs = 10_000,
) {
  const runs = await until(
    () => prisma.pluginRun.findMany({ where: { formId }, orderBy: { id: "asc" } }),
    (rows) => rows.length >= count && rows.every((run) => run.finishedAt !== null),
    deadlineMs,
  );
  const where = { runId: { in: runs.map((run) => run.id) } };
  const [steps, logs] = await Promise.all([
    prisma.pluginJob.findMany({ where, orderBy: [{ runId: "asc" }, { ordinal: "asc" }] }),
    prisma.pluginExecutionLog.findMany({
      where,
      orderBy: [{ runId: "asc" }, { ordinal: "asc" }, { attempt: "asc" }],
    }),
  ]);
  return { runs, steps, logs };
}

export interface Sink {
  readonly url: string;
  readonly hits: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** What the next replies are; the last one stays. Default 200. */
  replies: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly afterMs?: number;
  }[];
  close(): Promise<void>;
}

/** An HTTP endpoint on loopback that keeps what it gets. */
export async function startSink(): Promise<Sink> {
  const sink: Omit<Sink, "url" | "close"> = { hits: [], replies: [] };
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      sink.hits.push({ headers: req.headers, body: Buffer.concat(parts).toString() });
      const reply = (sink.replies.length > 1 ? sink.replies.shift() : sink.replies[0]) ?? {
        status: 200,
      };
      const answer = (): void =>
        void res.writeHead(reply.status, reply.headers).end(reply.body ?? "{}");
      if (reply.afterMs === undefined) answer();
      else setTimeout(answer, reply.afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}/hook`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
