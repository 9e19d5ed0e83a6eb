import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

export const f30: FaultExperiment = {
  id: "F30",
  title: "The server's event loop blocked for 5 s",
  goal: "claims survive: nothing is taken over or sent twice",
  run: async ({ scale, seed, log }) => {
    const rounds = scale === "full" ? 10 : 1;
    return withWorld({ seed }, async (world) => {
      const preload = join(world.folder, "block.mjs");
      writeFileSync(
        preload,
        `import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("SIGUSR2", () => { for (const end = Date.now() + 5000; Date.now() < end;); });`,
      );
      const nodes = [faultNode("slow", { how: "sleep", ms: 300 }), webhookNode(world, "hook")];
      const { formId } = await publishChain(world.api(), nodes);
      await world.server.stop();
      await world.start({}, { samePort: true, preload });
      // Another process that would take over what looks lost.
      const blocked = world.server;
      await world.start();
      const load = world.load({
        formId,
        count: 100_000,
        clients: 10,
        pauseMs: 400,
        url: () => blocked.url,
      });
      for (let round = 0; round < rounds; round += 1) {
        await pause(800);
        blocked.kill("SIGUSR2");
        await pause(5_500);
      }
      load.stop();
      await load.finished;
      await waitForRest(world);
      const verdict = await judge(world);
      const moved = await world.sql(`SELECT count(*)::int AS n FROM "PluginRun" WHERE careful`);
      for (const line of blocked
        .output()
        .split("\n")
        .filter((text) => /"level":[45]0/.test(text)))
        log(line);
      return [
        exactly("runs that were taken over", Number(moved[0]?.["n"]), 0),
        exactly("repeated deliveries", verdict.duplicates, 0),
        exactly("the server lives", blocked.alive() ? "yes" : "no", "yes"),
        reported(
          "slowest submission",
          `${Math.round(Math.max(...load.replies.map((r) => r.ms)))} ms`,
        ),
        oracleRow(verdict),
      ];
    });
  },
};
