import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { atMost, exactly, reported, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { until } from "../pause.ts";
import { waitUntilIdle } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** A service on loopback and how its steps must end. */
interface Case {
  readonly handler: Handler | "refused";
  readonly outcome: "succeeded" | "retry" | "failed";
  /** Where the address is not the service's own. */
  readonly url?: string;
  /** When the next attempt must be due, in s from the reply: at least and at most. */
  readonly dueS?: readonly [number, number];
}

/** The first pause of the cases' retry policy, with its jitter, in s. */
const ordinary = [4, 6.1] as const;
const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_req, res) =>
    void res.writeHead(status, headers).end("{}");

const slow: Handler = (_req, res) => {
  res.writeHead(200);
  const timer = setInterval(() => res.write("x"), 1_000);
  res.once("close", () => clearInterval(timer));
};
const endless: Handler = (_req, res) => {
  res.writeHead(200);
  const block = Buffer.alloc(65_536, 120);
  const pump = (): void => {
    while (!res.destroyed && res.write(block));
  };
  res.on("drain", pump);
  pump();
};
const bomb = gzipSync(Buffer.alloc(50 * 1_048_576));

const slowReplies: Readonly<Record<string, Case>> = {
  "1 byte a second": { handler: slow, outcome: "retry" },
  "endless body": { handler: endless, outcome: "succeeded" },
  "10 GB announced": {
    handler: answer(200, { "content-length": "10000000000" }),
    outcome: "retry",
  },
  "gzip bomb 1:1000": {
    handler: (_req, res) => void res.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    outcome: "succeeded",
  },
};
const waits: Readonly<Record<string, Case>> = {
  "429, 120": {
    handler: answer(429, { "retry-after": "120" }),
    outcome: "retry",
    dueS: [119, 121],
  },
  "429, a date in 5 min": {
    handler: (req, res) =>
      answer(429, { "retry-after": new Date(Date.now() + 300_000).toUTCString() })(req, res),
    outcome: "retry",
    dueS: [297, 301],
  },
  "429, 1e9": {
    handler: answer(429, { "retry-after": "1000000000" }),
    outcome: "retry",
    dueS: [86_390, 86_401],
  },
  "429, -1": { handler: answer(429, { "retry-after": "-1" }), outcome: "retry", dueS: ordinary },
  "429, garbage": {
    handler: answer(429, { "retry-after": "soon" }),
    outcome: "retry",
    dueS: ordinary,
  },
  "503 without": { handler: answer(503), outcome: "retry", dueS: ordinary },
};
const network: Readonly<Record<string, Case>> = {
  refused: { handler: "refused", outcome: "retry" },
  "accepted, then nothing": { handler: () => undefined, outcome: "retry" },
  "reset mid-body": {
    handler: (_req, res) => {
      res.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => res.socket?.resetAndDestroy(), 50);
    },
    outcome: "retry",
  },
  "name that does not exist": {
    handler: "refused",
    outcome: "retry",
    url: "http://nowhere.invalid/hook",
  },
};
const final: Readonly<Record<string, Case>> = Object.fromEntries(
  [301, 302, 307, 410].map((status) => [
    String(status),
    { handler: answer(status, { location: "http://127.0.0.1:9/" }), outcome: "failed" },
  ]),
);

const define = (
  id: string,
  title: string,
  goal: string,
  cases: Readonly<Record<string, Case>>,
): FaultExperiment => ({
  id,
  title,
  goal,
  run: ({ scale, seed }) => runCases(cases, { each: scale === "full" ? 50 : 2, seed }),
});

export const f22 = define(
  "F22",
  "Replies that are slow, endless or bombs",
  "15 s in all, 1 MiB after decoding, memory +< 32 MB",
  slowReplies,
);
export const f23 = define(
  "F23",
  "Retry-After in all its spellings",
  "honoured to the second, at most 24 h; garbage means the ordinary pause",
  waits,
);
export const f25 = define(
  "F25",
  "Connections that break",
  "classified and tried again; no socket is left over",
  network,
);
export const f26 = define(
  "F26",
  "Gone and moved",
  "410 and 3xx fail for good and are not followed",
  final,
);

async function runCases(
  cases: Readonly<Record<string, Case>>,
  size: { readonly each: number; readonly seed: number },
): Promise<Row[]> {
  const services = new Map<string, Awaited<ReturnType<typeof serve>>>();
  for (const [name, { handler }] of Object.entries(cases)) services.set(name, await serve(handler));
  const allowed = [
    ...[...services.values()].map(({ port }) => `127.0.0.1:${port}`),
    "nowhere.invalid",
  ];
  try {
    return await withWorld({ seed: size.seed, allowed }, async (world) => {
      const warm = await publishChain(world.api(), [webhookNode(world, "warm")], "warm");
      await world.load({ formId: warm.formId, count: 5, clients: 1, pauseMs: 0, tag: "-warm" })
        .finished;
      const [handles, before] = [world.server.handles(), world.server.rssBytes()];
      let peak = before;
      const sampler = setInterval(() => (peak = Math.max(peak, world.server.rssBytes())), 100);
      const settings = {
        retry: { maxAttempts: 3, firstDelayMs: 5_000, factor: 1 },
        timeoutMs: 30_000,
      };
      for (const [index, [name, { url }]] of Object.entries(cases).entries()) {
        const own = `http://127.0.0.1:${services.get(name)?.port ?? 0}/hook/faulty`;
        const node = webhookNode(world, "faulty", settings, url ?? own);
        const { formId } = await publishChain(world.api(), [node], name);
        const load = { formId, count: size.each, clients: size.each, pauseMs: 0, tag: `-${index}` };
        await world.load(load).finished;
      }
      const rows: Row[] = [];
      for (const [name, wanted] of Object.entries(cases))
        rows.push(...(await rowsOf(world, name, wanted, size.each)));
      clearInterval(sampler);
      rows.push(atMost("longest attempt", await longestAttempt(world), 16_000, "ms"));
      rows.push(memoryRow(peak - before, cases === slowReplies));
      // What waits an hour for its next attempt is at rest for the oracle, but not for the handles.
      await waitUntilIdle(world);
      const verdict = await judge(world, { handles, retryAfter: true, outages: true });
      // The services keep no journal: only the warm-up's deliveries are known.
      const I4 = verdict.faults.I4.filter((fault) => !fault.startsWith("faulty "));
      rows.push(oracleRow({ ...verdict, faults: { ...verdict.faults, I4 } }));
      return rows;
    });
  } finally {
    for (const service of services.values()) service.close();
  }
}

function memoryRow(moreBytes: number, hasGoal: boolean): Row {
  const more = Math.round(moreBytes / 1_048_576);
  return hasGoal
    ? atMost("memory, peak above the start", more, 32, "MB")
    : reported("memory, peak above the start", `${more} MB`);
}

async function serve(handler: Case["handler"]) {
  const server = createServer((req, res) => {
    req.resume();
    req.on("error", () => undefined);
    res.on("error", () => undefined);
    if (handler !== "refused") handler(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  if (handler === "refused") server.close();
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** First attempts of a case's steps, once all of them have ended. */
async function rowsOf(world: World, name: string, wanted: Case, each: number): Promise<Row[]> {
  const rows = await until(
    () =>
      world.sql(
        `SELECT l.outcome, COALESCE(l.error->>'code', '') AS code,
          EXTRACT(EPOCH FROM j."dueAt" - l."startedAt")::float8 - l."durationMs" / 1000 AS due
        FROM "PluginExecutionLog" l JOIN "PluginRun" r ON r.id = l."runId" JOIN "Form" f ON f.id = r."formId"
        JOIN "PluginJob" j ON j."runId" = l."runId" AND j.ordinal = l.ordinal
        WHERE f.name = $1 AND l.attempt = 1`,
        [name],
      ),
    (found) => found.length === each,
    120_000,
  );
  const kinds = [
    ...new Set(rows.map((row) => `${String(row["outcome"])} ${String(row["code"])}`.trim())),
  ];
  const met = rows.every((row) => row["outcome"] === wanted.outcome);
  const result: Row[] = [{ what: name, measured: kinds.join(", "), goal: wanted.outcome, met }];
  if (wanted.dueS !== undefined) {
    const [from, to] = wanted.dueS;
    const due = rows.map((row) => Number(row["due"]));
    const right = due.filter((seconds) => seconds >= from && seconds <= to).length;
    const seen = due
      .map((seconds) => seconds.toFixed(1))
      .slice(0, 2)
      .join(", ");
    result.push(exactly(`${name}: due in ${from} to ${to} s (seen ${seen})`, right, each));
  }
  return result;
}

async function longestAttempt({ sql }: World): Promise<number> {
  const rows = await sql(`SELECT max("durationMs")::int AS ms FROM "PluginExecutionLog"`);
  return Number(rows[0]?.["ms"]);
}
