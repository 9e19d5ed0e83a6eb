import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, untilOrNull } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const sizes = { small: { rounds: 1, perRound: 40 }, full: { rounds: 20, perRound: 100 } } as const;

export const f08: FaultExperiment = {
  id: "F8",
  title: "A server frozen for a while comes back late",
  goal: "its work is taken over in ≤ 20 s, its late results are refused, repeats ≤ steps open at the stop",
  run: async ({ scale, seed, log }) => {
    const { rounds, perRound } = sizes[scale];
    // The plan asks for 60 s, so that the freeze outlasts every sign of life.
    const frozenMs = scale === "full" ? 60_000 : 30_000;
    return withWorld({ seed }, async (world) => {
      const nodes = [faultNode("slow", { how: "sleep", ms: 1_500 }), webhookNode(world, "hook")];
      const { formId } = await publishChain(world.api(), nodes);
      const zombie = world.server;
      const living = await world.start();
      const takenMs: number[] = [];
      let openAtStop = 0;
      for (let round = 0; round < rounds; round += 1) {
        const load = world.load({
          formId,
          count: perRound,
          clients: 10,
          pauseMs: 50,
          tag: `-${round}`,
          url: () => zombie.url,
        });
        await load.finished;
        zombie.kill("SIGSTOP");
        const stopped = performance.now();
        const open = await unfinished(world);
        openAtStop += open;
        const rest = await untilOrNull(
          () => unfinished(world),
          (n) => n === 0,
          frozenMs,
        );
        takenMs.push(rest === null ? frozenMs : rest.ms);
        await pause(Math.max(0, frozenMs - (performance.now() - stopped)));
        zombie.kill("SIGCONT");
        await waitForRest(world);
        log(
          `round ${round + 1}: ${open} runs at the stop, at rest elsewhere after ${takenMs.at(-1)} ms`,
        );
      }
      const verdict = await judge(world);
      return [
        exactly("acknowledged", verdict.acknowledged, rounds * perRound),
        oracleRow(verdict),
        // From the stop to the last result of what it held; a step of these takes 1.5 s.
        atMost("its runs ended elsewhere, slowest", Math.max(...takenMs), 22_000, "ms"),
        atMost(
          "repeated deliveries, against runs open at the stops",
          verdict.duplicates,
          openAtStop,
        ),
        exactly("both servers alive", zombie.alive() && living.alive() ? "yes" : "no", "yes"),
        reported("runs open at the stops", openAtStop),
      ];
    });
  },
};

async function unfinished({ sql }: World): Promise<number> {
  const rows = await sql(`SELECT count(*)::int AS n FROM "PluginRun" WHERE "finishedAt" IS NULL`);
  return Number(rows[0]?.["n"]);
}
