import { createPrisma } from "../../server/src/db/client.ts";
import { tallyRuns } from "../../server/src/runs/tally-runs.ts";
import { indexResponses } from "../../server/src/search/index-responses.ts";
import { round } from "../measure/meter.ts";
import { median, quantile } from "../measure/statistics.ts";
import { waitFor } from "../measure/wait.ts";
import type { Findings, RunOptions, Scenario } from "../scenario.ts";
import { cloneRuns, countOf, runOf } from "../world/clone-runs.ts";
import type { Cluster } from "../world/cluster.ts";
import { filterChain, setUpProduct, submitOne } from "../world/workload.ts";
import { timeTidying } from "../world/tidy-times.ts";
import { endServer, inWorld, type World } from "../world/world.ts";

const fullScale = 1_000_000;
/** Attempts in the log of each run. */
const stepsPerRun = 10;
const calls = 40;

/** What looking things up costs among many runs. */
export const records: Scenario = {
  name: "records",
  title: "Looking things up among many runs",
  run: (options) => inWorld((world) => measure(world, options)),
};

interface Place {
  readonly formId: string;
  readonly pipelineId: string;
  readonly token: string;
}

interface Line {
  readonly what: string;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly slowest: number | null;
  readonly rows: number | null;
}

async function measure(world: World, options: RunOptions): Promise<Findings> {
  const count = options.scale ?? (options.quick ? fullScale / 100 : fullScale);
  const cluster = await world.cluster();
  const env = { DATABASE_URL: cluster.connectionString };
  const place = await makeRuns(world, cluster, count, options);
  const noted = await putOnRecord(cluster.connectionString, options);
  const server = await world.server(env);
  const lines: Line[] = [];
  for (const { what, path } of await questions(cluster, place)) {
    lines.push(await timeCalls(what, (at) => server.url + path(at), place.token));
    options.say(JSON.stringify(lines.at(-1)));
  }
  await endServer(server);
  for (const { what, times, most } of await timeTidying(cluster.connectionString, place)) {
    lines.push(lineOf(what, times, most));
  }
  return report(lines, count, noted);
}

/** A hundredth fails, a thousandth was cancelled; names, towns and texts differ, and a few are rare. */
async function makeRuns(
  world: World,
  cluster: Cluster,
  count: number,
  options: RunOptions,
): Promise<Place> {
  const server = await world.server({ DATABASE_URL: cluster.connectionString });
  const { publish, token } = await setUpProduct(server);
  const { formId, pipelineId, url } = await publish(filterChain(stepsPerRun));
  await submitOne(url, "template");
  const done = await waitFor(
    async () => {
      const sql = `SELECT count(*)::int FROM "PluginRun" WHERE status = 'completed'`;
      return (await countOf(cluster, sql)) > 0 ? true : null;
    },
    { withinMs: 20_000 },
  );
  if (done === null) throw new Error("the run that is copied did not end");
  await endServer(server);
  options.say(`making ${count} runs`);
  const pick = (words: string, by: string): string =>
    `(string_to_array('${words}', ' '))[1 + abs(hashint4((s.n * ${by})::int)) % ${words.split(" ").length}]`;
  const firsts =
    "Ada Grace Hedy Jürgen Zoë Łukasz Maria Noor Olu Priya Quentin Rosa Sven Tomáš Uma";
  const lasts =
    "Lovelace Hopper Lamarr Müller Ångström Żak Silva Haddad Okafor Rao Blanc Jensen Novák";
  const words =
    "budget garden offer question invoice repair summer visit delivery size colour urgent team price wedding";
  await cloneRuns(cluster, {
    runId: await runOf(cluster, formId),
    count,
    ageSeconds: count,
    response: {
      answers: `jsonb_build_object('name', ${pick(firsts, "7")} || ' ' || ${pick(lasts, "13")},
        'email', 'user' || right(s.run_id::text, 10) || '@example.test', 'budget', s.n % 9000,
        'message', ${pick(words, "3")} || ' ' || ${pick(words, "5")} || ' ' || ${pick(words, "11")}
          || CASE WHEN s.n = 77 THEN ' Zanzibar' ELSE '' END)`,
      submittedAt: "now()",
    },
    run: {
      status: `(CASE WHEN s.n % 100 = 0 THEN 'failed' WHEN s.n % 1000 = 1 THEN 'cancelled' ELSE 'completed' END)::"RunStatus"`,
      createdAt: "now() + s.i",
    },
  });
  // As after an update of an installation that was there before: the copies are older than what was noted.
  await cluster.run(`DELETE FROM "Setting" WHERE key IN ('answerSearch', 'runTally')`);
  await cluster.run("VACUUM ANALYZE");
  await cluster.run("CHECKPOINT");
  return { formId, pipelineId, token };
}

/** Words and counts as the product puts them on record, timed as a whole; in seconds. */
async function putOnRecord(
  connectionString: string,
  options: RunOptions,
): Promise<{ readonly words: number; readonly tally: number }> {
  const prisma = createPrisma(connectionString);
  const timed = async (work: () => Promise<boolean>): Promise<number> => {
    const began = performance.now();
    while (await work());
    return round((performance.now() - began) / 1_000);
  };
  try {
    options.say("putting words and counts on record");
    const words = await timed(async () => (await indexResponses(prisma)) > 0);
    const tally = await timed(() => tallyRuns(prisma));
    await prisma.$executeRaw`VACUUM ANALYZE "ResponseText"`;
    await prisma.$executeRaw`VACUUM ANALYZE "RunTally"`;
    return { words, tally };
  } finally {
    await prisma.$disconnect();
  }
}

interface Question {
  readonly what: string;
  readonly path: (at: number) => string;
}

async function questions(cluster: Cluster, { formId, pipelineId }: Place): Promise<Question[]> {
  const rows = await cluster.run(
    `SELECT id, "responseId" FROM "PluginRun" TABLESAMPLE SYSTEM (1) LIMIT ${calls}`,
  );
  const some = (column: string, at: number): string => String(rows[at % rows.length]?.[column]);
  const list = (what: string, query: string): Question => ({
    what,
    path: () => `/api/runs?limit=50&${query}`,
  });
  const day = 86_400_000;
  const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();
  return [
    list("list: all runs", ""),
    list("list: of a form", `formId=${formId}`),
    list("filter: failed", "status=failed"),
    list("filter: cancelled", "status=cancelled"),
    list("filter: needs you, none", "status=needs_attention"),
    list("filter: running, none", "status=running"),
    list("filter: done", "status=completed"),
    list("filter: an event that none has", "event=response.edited"),
    list("filter: a version that none has", "version=2"),
    list("filter: a step", `pipelineId=${pipelineId}&nodeId=step5`),
    list("filter: a step, failed", `pipelineId=${pipelineId}&nodeId=step5&status=failed`),
    list("filter: a day", `from=${ago(0.6)}&to=${ago(0.1)}`),
    { what: "filter: a response", path: (at) => `/api/runs?responseId=${some("responseId", at)}` },
    list("search: a rare word", "q=zanzibar"),
    list("search: a common word", "q=garden"),
    list("search: two words", `q=${encodeURIComponent("müll ada")}`),
    list("search: a beginning that all have", "q=user"),
    list("search: one letter", "q=a"),
    list("search: a word that none has", "q=xylophone"),
    list("search: common and none", `q=${encodeURIComponent("garden xylophone")}`),
    { what: "search: responses", path: () => `/api/forms/${formId}/responses?q=zanzibar` },
    { what: "inspector: a run", path: (at) => `/api/runs/${some("id", at)}` },
    { what: "outcomes: 30 days", path: () => "/api/runs/outcomes?by=day&timeZone=Europe/Berlin" },
    { what: "outcomes: 48 hours", path: () => "/api/runs/outcomes?by=hour" },
  ];
}

async function timeCalls(what: string, url: (at: number) => string, token: string): Promise<Line> {
  const times: number[] = [];
  let rows: number | null = null;
  for (let at = 0; at < calls; at += 1) {
    const began = performance.now();
    const answer = await fetch(url(at), { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    times.push(performance.now() - began);
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${text}`);
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "items" in body && Array.isArray(body.items)) {
      rows = body.items.length;
    }
  }
  return lineOf(what, times, rows);
}

function lineOf(what: string, times: readonly number[], rows: number | null): Line {
  const shorten = (value: number | null): number | null => (value === null ? null : round(value));
  return {
    what,
    p50: shorten(median(times)),
    p95: shorten(quantile(times, 0.95)),
    slowest: shorten(quantile(times, 1)),
    rows,
  };
}

const slowestTidying = (lines: readonly Line[]): number | null =>
  quantile(
    lines.flatMap(({ what, slowest }) => (what.startsWith("tidying") ? (slowest ?? []) : [])),
    1,
  );

function report(
  lines: readonly Line[],
  count: number,
  noted: { readonly words: number; readonly tally: number },
): Findings {
  const worst = (...kinds: string[]): number | null => {
    const chosen = lines.filter(({ what }) => kinds.some((kind) => what.startsWith(kind)));
    return quantile(
      chosen.map(({ p95 }) => p95 ?? Number.POSITIVE_INFINITY),
      1,
    );
  };
  const among = `among ${count.toLocaleString("en-GB")} runs`;
  const aim = (what: string, measured: number | null, atMost: number) => ({
    what: `${what} ${among}, slowest p95`,
    unit: "ms",
    measured,
    atMost,
  });
  return {
    tables: [
      {
        title: `${count.toLocaleString("en-GB")} runs, ${stepsPerRun} log rows each`,
        columns: [
          { key: "what", label: "" },
          { key: "p50", label: "p50 ms" },
          { key: "p95", label: "p95 ms" },
          { key: "slowest", label: "slowest ms" },
          { key: "rows", label: "rows" },
        ],
        rows: lines.map((line) => ({ ...line })),
      },
    ],
    aims: [
      aim("list and filters", worst("list", "filter"), 200),
      aim("search", worst("search"), 200),
      aim("inspector", worst("inspector"), 300),
      aim("outcomes", worst("outcomes"), 200),
      {
        ...aim("", slowestTidying(lines), 500),
        what: `clearing or removing a batch ${among}, slowest`,
      },
    ],
    notes: [
      `Times are of whole answers over loopback, ${calls} calls each, one at a time. Runs are copies of one that ran, a second apart, with answers of their own. Putting the words of all answers on record took ${noted.words} s, counting the runs ${noted.tally} s.`,
    ],
  };
}
