import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishFive } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import type { Reply } from "../submit-load.ts";
import { withWorld } from "../world.ts";

export const f05: FaultExperiment = {
  id: "F5",
  title: "Database frozen for 30 s",
  goal: "statements end after 5 s with a 503, no 201 without a commit, no run executed twice when it goes on",
  run: async ({ scale, seed }) => {
    const frozenMs = scale === "full" ? 30_000 : 12_000;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishFive(world, { retry: { firstDelayMs: 500 } });
      // 500 a minute.
      const load = world.load({
        formId,
        count: 100_000,
        clients: 8,
        pauseMs: 1_900,
        timeoutMs: 30_000,
      });
      await pause(5_000);
      const epochs = `SELECT count(*)::int AS n FROM "PluginRun" WHERE epoch > 1`;
      world.database.signalAll("SIGSTOP");
      const from = performance.now();
      await pause(frozenMs);
      world.database.signalAll("SIGCONT");
      const until = performance.now();
      await pause(6_000);
      load.stop();
      await load.finished;
      await waitForRest(world);
      const verdict = await judge(world, { outages: true });
      const during = load.replies.filter(
        (reply) => reply.sentAtMs > from && reply.sentAtMs + reply.ms < until,
      );
      const longest = Math.max(0, ...during.map((reply) => reply.ms));
      const taken = await world.sql(epochs);
      return [
        oracleRow(verdict),
        exactly(
          "201 while it was frozen",
          during.filter((reply) => reply.status === 201).length,
          0,
        ),
        atMost("503 while it was frozen came after at most", longest, 7_000, "ms"),
        exactly("statuses meanwhile", statusesOf(during), "503"),
        atMost("repeated deliveries", verdict.duplicates, 0),
        reported("runs that changed hands", Number(taken[0]?.["n"])),
        reported("submissions", verdict.acknowledged),
      ];
    });
  },
};

const statusesOf = (replies: readonly Reply[]): string =>
  [...new Set(replies.map((reply) => reply.status))].toSorted((a, b) => a - b).join(", ");
