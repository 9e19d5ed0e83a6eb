import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { atMost, exactly, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const hourMs = 3_600_000;
const shifts = { "+1 h": hourMs, "-1 h": -hourMs, "+10 y": 10 * 365.25 * 24 * hourMs } as const;
const zones = ["America/New_York", "Australia/Lord_Howe"] as const;

export const f29: FaultExperiment = {
  id: "F29",
  title: "Server clocks that are wrong against the database's",
  goal: "no attempt early by > 1 s or late by more than its back-off; take-over as ever",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 50 : 5;
    return withWorld({ seed }, async (world) => {
      // The sink refuses each first attempt; its own clock measures the pause.
      const first = new Map<string, number>();
      const pauses = new Map<string, number[]>();
      const state = { name: "" };
      world.sinks.behave = ({ subject }, _req, res) => {
        const at = first.get(subject);
        const now = performance.now();
        if (at === undefined) first.set(subject, now);
        else pauses.set(state.name, [...(pauses.get(state.name) ?? []), now - at]);
        res.writeHead(at === undefined ? 503 : 200).end("{}");
      };
      const settings = { retry: { maxAttempts: 3, firstDelayMs: 3_000, factor: 1 } };
      const { formId } = await publishChain(world.api(), [webhookNode(world, "hook", settings)]);
      const rows: Row[] = [];
      const run = async (
        name: string,
        env: Record<string, string>,
        shiftMs: number,
      ): Promise<void> => {
        state.name = name;
        world.server.kill("SIGKILL");
        await world.server.exited;
        await world.start(env, { samePort: true, preload: shiftClock(world, shiftMs) });
        const tag = `-${rows.length}`;
        await world.load({ formId, count, clients: count, pauseMs: 0, tag }).finished;
        // Killed while all of them wait: the next process must see the same due times.
        world.server.kill("SIGKILL");
        await world.server.exited;
        await world.start(env, { samePort: true, preload: shiftClock(world, shiftMs) });
        await waitForRest(world, 60_000);
        const seen = pauses.get(name) ?? [];
        rows.push(exactly(`${name}: second attempts`, seen.length, count));
        rows.push(
          atMost(
            `${name}: earliest against 2.4 s`,
            Math.round(2_400 - Math.min(...seen)),
            1_000,
            "ms early",
          ),
        );
        // The restart takes its time as well, which no clock explains.
        rows.push(atMost(`${name}: latest`, Math.round(Math.max(...seen)), 3_600 + 10_000, "ms"));
      };
      for (const [name, shiftMs] of Object.entries(shifts)) await run(name, {}, shiftMs);
      for (const zone of zones) await run(`zone ${zone}`, { TZ: zone }, 0);
      await world.killAndRestart();
      rows.push(oracleRow(await judge(world, { shiftedClocks: true, outages: true })));
      return rows;
    });
  },
};

/** A module that shifts the wall clock of process and threads; what counts durations stays as it is. */
function shiftClock(world: World, shiftMs: number): string {
  const file = join(world.folder, `shift-${shiftMs}.mjs`);
  writeFileSync(
    file,
    `const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...args) { super(...(args.length === 0 ? [Real.now() + ${shiftMs}] : args)); }
  static now() { return Real.now() + ${shiftMs}; }
};`,
  );
  return file;
}
