import { connect } from "node:net";
import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { quantile } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld } from "../world.ts";

/** Viewers that open the live stream and never read a byte of it. */
function openDeafViewers(url: string, token: string, count: number): (() => void)[] {
  const { hostname, port } = new URL(url);
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.pause();
    const headers = `host: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\naccept: text/event-stream`;
    socket.write(`GET /api/events HTTP/1.1\r\n${headers}\r\n\r\n`);
    return () => void socket.destroy();
  });
}

export const f35: FaultExperiment = {
  id: "F35",
  title: "Live viewers that never read",
  goal: "submissions as fast as without them, every run done, memory bounded: the bus carries hints only",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 3_000 : 300;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishChain(world.api(), [webhookNode(world, "hook")]);
      const submit = async (tag: string): Promise<number[]> => {
        const load = world.load({ formId, count, clients: 5, pauseMs: 5, tag });
        await load.finished;
        return load.replies.map(({ ms }) => ms);
      };
      await submit("-warm");
      const alone = await submit("-alone");
      await waitForRest(world);
      const before = world.server.rssBytes();
      const close = openDeafViewers(world.server.url, world.token, 40);
      const beside = await submit("-beside");
      await waitForRest(world);
      const grownMb = Math.round((world.server.rssBytes() - before) / 1_048_576);
      for (const each of close) each();
      const verdict = await judge(world);
      const p95Alone = quantile(alone, 0.95);
      return [
        exactly("runs completed", verdict.statuses["completed"] ?? 0, 3 * count),
        atMost(
          "answers beside them, p95",
          quantile(beside, 0.95),
          2 * Math.round(p95Alone) + 20,
          "ms",
        ),
        reported("answers without them, p95", `${p95Alone} ms`),
        atMost("memory, above before", grownMb, 64, "MB"),
        oracleRow(verdict),
      ];
    });
  },
};
