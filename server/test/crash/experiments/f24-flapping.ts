import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atMost, exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { pause, quantile } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const sizes = {
  small: { count: 60, flapMs: 5_000, deadMs: 10_000 },
  full: { count: 2_500, flapMs: 60_000, deadMs: 120_000 },
};
/** Failures in a row that open a circuit, the acts that were under way then, and one probe each 30 s. */
const callsWhileDead = (deadMs: number, underWay: number): number =>
  10 + underWay + Math.ceil(deadMs / 30_000);

/** A service that fails every other time, then always, then never again. */
async function startFlapping() {
  const state = { mode: "flaps" as "flaps" | "dead" | "well", calls: 0 };
  const delivered = new Set<string>();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("error", () => undefined);
    req.on("end", () => {
      state.calls += 1;
      const fails = state.mode === "dead" || (state.mode === "flaps" && state.calls % 2 === 0);
      const subject = /\bsubj-[0-9a-z-]+\b/.exec(Buffer.concat(parts).toString())?.[0] ?? "";
      if (!fails) delivered.add(subject);
      res.writeHead(fails ? 503 : 200).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { state, delivered, at: `127.0.0.1:${port}`, close: () => void server.close() };
}

export const f24: FaultExperiment = {
  id: "F24",
  title: "A service that flaps, dies and comes back, beside one that is well",
  goal: "all delivered after recovery; a circuit after 10 failures in a row, one probe in 30 s; the other service's latency unaffected",
  run: async ({ scale, seed }) => {
    const { count, flapMs, deadMs } = sizes[scale];
    const flapping = await startFlapping();
    const { state, delivered } = flapping;
    try {
      return await withWorld({ seed, allowed: [flapping.at] }, async (world) => {
        const steady = await publishChain(world.api(), [webhookNode(world, "steady")], "steady");
        const alone = await latencies(world, steady.formId, "-alone", count);
        const settings = { retry: { maxAttempts: 10, firstDelayMs: 500, factor: 1.5 } };
        const url = `http://${flapping.at}/hook/flapping`;
        const node = webhookNode(world, "flapping", settings, url);
        const sick = await publishChain(world.api(), [node], "flapping");
        const pauseMs = Math.round((20 * flapMs) / count);
        const load = { formId: sick.formId, count, clients: 10, pauseMs, tag: "-sick" };
        await world.load(load).finished;
        const before = state.calls;
        state.mode = "dead";
        const more = { ...load, count: Math.min(count, 200), pauseMs: 0, tag: "-dead" };
        await world.load(more).finished;
        const beside = await latencies(world, steady.formId, "-beside", count);
        await pause(deadMs);
        const calls = state.calls - before;
        state.mode = "well";
        await waitForRest(world, 400_000);
        const verdict = await judge(world, { outages: true, retryAfter: true });
        // That service keeps no journal of ours.
        const I4 = verdict.faults.I4.filter((fault) => !fault.startsWith("flapping "));
        const [p95, p95Alone] = [quantile(beside, 0.95), quantile(alone, 0.95)];
        return [
          exactly("delivered after recovery", delivered.size, count + more.count),
          atMost("calls while it was dead", calls, callsWhileDead(deadMs, more.count)),
          atMost("answer to the other's submissions, p95", p95, 2 * p95Alone + 20, "ms"),
          reported("the same before, p95", `${p95Alone} ms`),
          oracleRow({ ...verdict, faults: { ...verdict.faults, I4 } }),
        ];
      });
    } finally {
      flapping.close();
    }
  },
};

/** From submission to the arrival at the sink, in ms. */
async function latencies(
  world: World,
  formId: string,
  tag: string,
  count: number,
): Promise<number[]> {
  const load = world.load({ formId, count: Math.min(count, 100), clients: 1, pauseMs: 20, tag });
  const startedAtMs = Date.now() - performance.now();
  await load.finished;
  await pause(1_000);
  const arrived = world.sinks.journal.filter(({ subject }) => subject.includes(`${tag}-`));
  return arrived.flatMap(({ atMs }, n) => {
    const sent = load.replies[n];
    return sent === undefined ? [] : [Math.round(atMs - startedAtMs - sent.sentAtMs)];
  });
}
