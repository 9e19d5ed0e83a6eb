import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, untilOrNull } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const mib = 1_048_576;

export const f14: FaultExperiment = {
  id: "F14",
  title: "Plugins that eat memory",
  goal: "the heap's limit or the watchdog ends the thread, the step fails, and the server's memory is back within 64 MB after 30 s",
  run: async ({ scale, seed, log }) => {
    const each = scale === "full" ? 50 : 1;
    return withWorld({ seed }, async (world) => {
      const { pid } = world.server;
      const once = { retry: { maxAttempts: 1 }, timeoutMs: 30_000 };
      const heap = await publishChain(
        world.api(),
        [faultNode("heap", { how: "heap" }, once)],
        "Heap",
      );
      const buffers = await publishChain(
        world.api(),
        [faultNode("buffers", { how: "buffers" }, once)],
        "Buffers",
      );
      await pause(2_000);
      const before = world.server.rssBytes();
      let peak = before;
      const sampler = setInterval(() => {
        if (world.server.alive()) peak = Math.max(peak, world.server.rssBytes());
      }, 50);
      for (const [name, { formId }] of Object.entries({ heap, buffers })) {
        await world.load({ formId, count: each, clients: 2, pauseMs: 0, tag: `-${name}` }).finished;
        log(`${name}: at rest after ${await waitForRest(world, 600_000)} ms`);
      }
      clearInterval(sampler);
      const calm = await untilOrNull(
        () => world.server.rssBytes() - before,
        (more) => more <= 64 * mib,
        30_000,
      );
      const more = Math.round((world.server.rssBytes() - before) / mib);
      const verdict = await judge(world);
      return [
        exactly(
          "the same process all the time",
          world.server.alive() && world.server.pid === pid ? "yes" : "no",
          "yes",
        ),
        exactly("heap steps that failed", await failed(world, "heap"), each),
        exactly("buffer steps that failed", await failed(world, "buffers"), each),
        atMost("memory above the start, 30 s later at most", more, 64, "MB"),
        reported("back after", calm === null ? "not within 30 s" : `${calm.ms} ms`),
        reported("peak above the start", `${Math.round((peak - before) / mib)} MB`),
        oracleRow(verdict),
      ];
    });
  },
};

async function failed({ sql }: World, nodeId: string): Promise<number> {
  const rows = await sql(
    `SELECT count(*)::int AS n FROM "PluginJob" WHERE "nodeId" = $1 AND status = 'failed'`,
    [nodeId],
  );
  return Number(rows[0]?.["n"]);
}
