import { parseArgs } from "node:util";
import { killExperiment, type ExperimentResult } from "./experiment.ts";

// `npm run crash`: kills the server at random moments while submissions arrive, and prints what held.

const { values } = parseArgs({
  options: {
    submissions: { type: "string", default: "500" },
    kills: { type: "string", default: "10" },
    "pause-ms": { type: "string", default: "600" },
    clients: { type: "string", default: "10" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

function row(name: string, value: string | number, promise: string, held: boolean): string {
  return `${name.padEnd(44)} ${String(value).padStart(8)}   ${promise.padEnd(12)} ${held ? "✓" : "✗ BROKEN"}`;
}

function table(result: ExperimentResult): string {
  const none = (name: string, list: readonly string[]): string =>
    row(name, list.length, "0", list.length === 0) +
    list
      .slice(0, 5)
      .map((text) => `\n    ${text}`)
      .join("");
  const sorted = [...result.readyMs].toSorted((a, b) => a - b);
  return [
    row(
      "submissions acknowledged",
      result.acknowledged,
      values.submissions,
      result.acknowledged === Number(values.submissions),
    ),
    row(
      "responses stored",
      result.stored,
      values.submissions,
      result.stored === Number(values.submissions),
    ),
    row("runs", result.runs, values.submissions, result.runs === Number(values.submissions)),
    none("acknowledged and lost", result.lost),
    none("responses without one completed run", result.badRuns),
    none("steps without one accepted result", result.badSteps),
    none("acts that never reached their sink", result.missing),
    none("duplicates with no attempt open at a kill", result.unexplained),
    none("acts with two keys, keys with two acts", result.badKeys),
    row("duplicates of acts in flight at a kill", result.duplicates, "reported", true),
    row("requests sent again by clients", result.resent, "reported", true),
    row(
      "ready again after a kill, median ms",
      sorted[Math.floor(sorted.length / 2)] ?? 0,
      "reported",
      true,
    ),
    row(
      "ready again after a kill, slowest ms",
      sorted.at(-1) ?? 0,
      "≤ 5000",
      (sorted.at(-1) ?? 0) <= 5_000,
    ),
    row("at rest after the last submission, ms", result.restMs, "reported", true),
  ].join("\n");
}

console.log(
  `${values.kills} kills, ${values.submissions} submissions, ${values.clients} clients, seed ${values.seed}\n`,
);
const result = await killExperiment({
  submissions: Number(values.submissions),
  kills: Number(values.kills),
  clients: Number(values.clients),
  seed: Number(values.seed),
  pauseMs: Number(values["pause-ms"]),
  onKill: ({ n, readyMs }) => console.log(`kill ${n}: ready again after ${readyMs} ms`),
});
console.log(`\n${table(result)}`);
process.exitCode = table(result).includes("BROKEN") ? 1 : 0;
