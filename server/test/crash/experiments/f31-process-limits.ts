import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

export const f31: FaultExperiment = {
  id: "F31",
  title: "256 file handles; four servers on 30 connections",
  goal: "503 or a refused connection, never a crash; connections ≤ 7 a server",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 2_000 : 200;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishFive(world, { retry: { firstDelayMs: 500 } });
      await world.server.stop();
      const tight = await world.start({}, { samePort: true, maxHandles: 256 });
      const flood = world.load({
        formId,
        count,
        clients: 400,
        pauseMs: 0,
        tag: "-flood",
        url: () => tight.url,
      });
      await flood.finished;
      await waitForRest(world);
      const alive = tight.alive();
      const servers = [tight, await world.start(), await world.start(), await world.start()];
      let turn = 0;
      const url = (): string => servers[(turn += 1) % servers.length]?.url ?? tight.url;
      const spread = world.load({ formId, count, clients: 20, pauseMs: 20, tag: "-spread", url });
      await spread.finished;
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      const odd = [...flood.replies, ...spread.replies].filter(
        (r) => ![0, 201, 503].includes(r.status),
      );
      return [
        exactly("the server with 256 handles lives", alive ? "yes" : "no", "yes"),
        exactly("replies that were neither 201 nor 503 nor refused", odd.length, 0),
        atMost("connections of four servers", world.watch.mostConnections(), 28),
        exactly("all four live", servers.filter((server) => server.alive()).length, 4),
        reported("requests sent again", flood.resent() + spread.resent()),
        oracleRow(verdict),
      ];
    });
  },
};
