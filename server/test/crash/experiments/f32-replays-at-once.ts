import { z } from "zod";
import { exactly, type FaultExperiment } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

const replaySchema = z.object({ runId: z.string() });

export const f32: FaultExperiment = {
  id: "F32",
  title: "A failed run replayed five times at once, on two servers",
  goal: "one replay for one request key, the others get the same; under other keys at most one at a time; the act has its first key",
  run: async ({ scale, seed }) => {
    const rounds = scale === "full" ? 50 : 5;
    return withWorld({ seed }, async (world) => {
      const first = world.server;
      const second = await world.start();
      const refuse = new Set<string>();
      // Each subject is refused for good the first time, so that its run fails.
      world.sinks.behave = ({ subject }, _req, res) => {
        res.writeHead(refuse.has(subject) ? 200 : 400).end("{}");
        refuse.add(subject);
      };
      const { formId } = await publishChain(world.api(), [webhookNode(world, "hook")]);
      await world.load({ formId, count: rounds, clients: 1, pauseMs: 0 }).finished;
      await waitForRest(world);
      const runs = await world.sql(`SELECT id FROM "PluginRun" WHERE status = 'failed'`);
      let sameForAll = 0;
      let oneEach = 0;
      const statuses = new Set<number>();
      for (const [n, { id }] of runs.entries()) {
        const ask = (at: number, key: string) =>
          world
            .api(at % 2 === 0 ? first : second)
            .request("POST", `/api/runs/${String(id)}/replay`, {}, { "idempotency-key": key });
        const answers = await Promise.all([0, 1, 2, 3, 4].map((at) => ask(at, `same-${n}`)));
        for (const { status } of answers) statuses.add(status);
        const ids = answers.flatMap(({ body }) => replaySchema.safeParse(body).data?.runId ?? []);
        if (answers.every(({ status }) => status === 201) && new Set(ids).size === 1)
          sameForAll += 1;
        const made = await world.sql(
          `SELECT count(*)::int AS n FROM "PluginRun" WHERE "replayOf" = $1`,
          [id],
        );
        if (Number(made[0]?.["n"]) === 1) oneEach += 1;
      }
      await waitForRest(world);
      const keys = Map.groupBy(world.sinks.journal, ({ subject }) => subject);
      const oneKey = [...keys.values()].filter(
        (list) => new Set(list.map(({ key }) => key)).size === 1,
      );
      const verdict = await judge(world);
      // A replay's delivery is its own run's, under the subject and the key of the first.
      const I4 = verdict.faults.I4.filter((fault) => !fault.startsWith("hook "));
      return [
        exactly("failed runs to replay", runs.length, rounds),
        exactly("one replay made", oneEach, rounds),
        exactly(
          `five answers with that replay (statuses ${[...statuses].join(", ")})`,
          sameForAll,
          rounds,
        ),
        exactly("acts under their first key", oneKey.length, rounds),
        exactly("deliveries", world.sinks.journal.length, 2 * rounds),
        exactly("replays completed", verdict.statuses["completed"] ?? 0, rounds),
        oracleRow({ ...verdict, faults: { ...verdict.faults, I4 } }),
      ];
    });
  },
};
