import { exactly, type FaultExperiment } from "../fault-experiment.ts";
import { faultNode, publishChain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause } from "../pause.ts";
import { waitUnderSupervision } from "../rest.ts";
import { withWorld } from "../world.ts";

/** Each way with what its step must come to. */
const ways = [
  { how: "huge", status: "failed", code: "result_too_large" },
  { how: "twice", status: "completed", code: null },
  { how: "forge", status: "completed", code: null },
] as const;

export const f15: FaultExperiment = {
  id: "F15",
  title: "Results that are too large, doubled or forged",
  goal: "a result above 1 MiB is result_too_large; second, late and foreign messages change nothing",
  run: async ({ scale, seed, log }) => {
    const each = scale === "full" ? 20 : 2;
    return withWorld({ seed }, async (world) => {
      const once = { retry: { maxAttempts: 1 } };
      const rows = [];
      for (const { how, status, code } of ways) {
        const nodes = [faultNode("odd", { how }, once), faultNode("after", { how: "pass" })];
        const { formId } = await publishChain(world.api(), nodes, how);
        const load = {
          formId,
          count: each,
          clients: 1,
          pauseMs: 0,
          tag: `-${how}`,
          giveUpAfterMs: 3_000,
        };
        await world.load(load).finished.catch((error: unknown) => log(String(error)));
        // A forged message may end the process: the supervisor says how often.
        await pause(1_000);
        rows.push(exactly(`${how}: times the process ended`, await waitUnderSupervision(world), 0));
        const right = await world.sql(
          `SELECT count(*)::int AS n FROM "PluginRun" r JOIN "PluginJob" j ON j."runId" = r.id AND j."nodeId" = 'odd'
          JOIN "PluginExecutionLog" l ON l."runId" = r.id AND l.ordinal = j.ordinal
          WHERE r."formId" = $1 AND j.status::text = $2 AND l.error->>'code' IS NOT DISTINCT FROM $3`,
          [formId, status, code],
        );
        rows.push(
          exactly(
            `${how}: ${status}${code === null ? "" : ` with ${code}`}`,
            Number(right[0]?.["n"]),
            each,
          ),
        );
      }
      rows.push(oracleRow(await judge(world)));
      return rows;
    });
  },
};
