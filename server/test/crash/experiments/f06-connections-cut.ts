import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { untilOrNull } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { startTcpProxy } from "../tcp-proxy.ts";
import { harnessName } from "../watch-database.ts";
import { withWorld, type World } from "../world.ts";

/** Connections of one server, at most. */
const poolSize = 7;

export const f06: FaultExperiment = {
  id: "F6",
  title: "Every hundredth query loses its connection",
  goal: "ambiguous commits are resolved by key, I1–I9 hold, the pool is back at its size within 10 s",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 10_000 : 300;
    // 1 % in all; a short run asks for more, so that it sees any at all.
    const likelihood = scale === "full" ? 0.005 : 0.02;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishFive(world, { retry: { firstDelayMs: 500 } });
      const url = new URL(world.database.connectionString);
      const target =
        world.database.socketPath === null
          ? { host: "127.0.0.1", port: Number(url.port) }
          : { path: world.database.socketPath };
      const proxy = await startTcpProxy(target, world.random);
      url.searchParams.delete("host");
      url.host = `127.0.0.1:${proxy.port}`;
      world.databaseUrl = url.href;
      await world.server.stop();
      await world.start({}, { samePort: true });
      Object.assign(proxy.toxics, { cutLikelihood: likelihood, cutReplyLikelihood: likelihood });
      const load = world.load({ formId, count, clients: 20, pauseMs: 50 });
      await load.finished;
      Object.assign(proxy.toxics, { cutLikelihood: 0, cutReplyLikelihood: 0 });
      const calm = await untilOrNull(
        () => connections(world),
        (n) => n <= poolSize,
        10_000,
      );
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      const cuts = proxy.cuts();
      const odd = load.replies.filter((reply) => ![201, 503].includes(reply.status));
      await world.server.stop();
      await proxy.close();
      return [
        exactly("acknowledged", verdict.acknowledged, count),
        oracleRow(verdict),
        exactly("replies that were neither 201 nor 503", odd.length, 0),
        atMost("pool back at its size", calm?.ms ?? 10_001, 10_000, "ms"),
        reported("connections cut", cuts),
        reported("requests sent again", load.resent()),
      ];
    });
  },
};

async function connections(world: World): Promise<number> {
  const rows = await world.sql(
    `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1`,
    [harnessName],
  );
  return Number(rows[0]?.["n"]);
}
