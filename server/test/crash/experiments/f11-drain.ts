import { atMost, exactly, reported, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { faultNode, publishChain, webhookNode, type Prepared } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, untilOrNull } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { isReady, type ServerProcess } from "../start-server.ts";
import { withWorld, type World } from "../world.ts";

const sizes = { small: { forms: 4, each: 5 }, full: { forms: 20, each: 10 } } as const;

export const f11: FaultExperiment = {
  id: "F11",
  title: "SIGTERM while steps of 1 to 20 s run",
  goal: "new work refused in ≤ 100 ms, out in ≤ 25 s with code 0, nothing charged, the rest goes on ≤ 5 s after the restart, a second SIGTERM ends it in ≤ 1 s",
  run: async ({ scale, seed }) => {
    const { forms, each } = sizes[scale];
    return withWorld({ seed }, async (world) => {
      const prepared: Prepared[] = [];
      for (let n = 0; n < forms; n += 1) {
        const ms = Math.round(1_000 + (19_000 * n) / Math.max(1, forms - 1));
        const sleep = faultNode("sleep", { how: "sleep", ms }, { timeoutMs: 60_000 });
        prepared.push(
          await publishChain(world.api(), [sleep, webhookNode(world, "hook")], `Sleep ${n}`),
        );
      }
      const submitAll = async (round: number): Promise<void> => {
        for (const [n, { formId }] of prepared.entries()) {
          const load = { formId, count: each, clients: each, pauseMs: 0, tag: `-${round}x${n}` };
          await world.load(load).finished;
        }
      };
      await submitAll(1);
      const rows = await stopOnce(world, prepared[0]?.formId ?? "");
      const restart = await world.start({}, { samePort: true });
      const picked = await untilOrNull(
        () => queued(world),
        (n) => n === 0,
        30_000,
      );
      rows.push(
        atMost("the rest was begun after the restart", picked?.ms ?? 30_001, 5_000, "ms"),
        exactly("attempts charged twice", await chargedTwice(world), 0),
      );
      await submitAll(2);
      rows.push(await stopTwice(restart));
      await world.start({}, { samePort: true });
      await waitForRest(world, 180_000);
      rows.push(oracleRow(await judge(world, { outages: true })));
      return rows;
    });
  },
};

async function stopOnce(world: World, formId: string): Promise<Row[]> {
  const { server } = world;
  const url = `${server.url}/api/forms/${formId}/responses`;
  const refused = async (): Promise<boolean> => {
    const body = JSON.stringify({ data: { subject: "late" } });
    const headers = { "content-type": "application/json" };
    const reply = await fetch(url, { method: "POST", headers, body }).catch(() => null);
    await reply?.arrayBuffer().catch(() => undefined);
    return reply?.status !== 201;
  };
  const from = performance.now();
  server.kill("SIGTERM");
  const [work, ready] = await Promise.all([
    untilOrNull(refused, Boolean, 5_000),
    untilOrNull(
      () => isReady(server.url),
      (value) => !value,
      5_000,
    ),
  ]);
  const exit = await server.exited;
  const outMs = Math.round(performance.now() - from);
  const late = await world.sql(`SELECT id FROM "FormResponse" WHERE answers->>'subject' = 'late'`);
  const open = await queued(world);
  // They were taken and are at work, but no client was promised anything.
  for (const row of late) {
    await world.ledger.acknowledge({
      subject: "late",
      responseId: String(row["id"]),
      answers: { subject: "late" },
    });
  }
  return [
    atMost("new work refused after", work?.ms ?? 5_001, 100, "ms"),
    atMost("/readyz says no after", ready?.ms ?? 5_001, 100, "ms"),
    atMost("out after", outMs, 25_000, "ms"),
    exactly("exit code", String(exit.code ?? exit.signal), "0"),
    reported("runs handed back", open),
  ];
}

async function stopTwice(server: ServerProcess): Promise<Row> {
  server.kill("SIGTERM");
  await pause(300);
  const from = performance.now();
  server.kill("SIGTERM");
  await server.exited;
  return atMost(
    "a second SIGTERM ended it after",
    Math.round(performance.now() - from),
    1_000,
    "ms",
  );
}

/** Unfinished runs that nobody holds. */
async function queued({ sql }: World): Promise<number> {
  const rows = await sql(
    `SELECT count(*)::int AS n FROM "PluginRun" WHERE "finishedAt" IS NULL AND owner IS NULL`,
  );
  return Number(rows[0]?.["n"]);
}

async function chargedTwice({ sql }: World): Promise<number> {
  const rows = await sql(
    `SELECT count(*)::int AS n FROM "PluginJob" WHERE attempts - uncharged > 1`,
  );
  return Number(rows[0]?.["n"]);
}
