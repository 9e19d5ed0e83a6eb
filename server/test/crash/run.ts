import { parseArgs } from "node:util";
import { experiments } from "./experiments.ts";
import { linesOf, runExperiment, saveResults, type Result } from "./report.ts";

// `npm run faults -- [F1 F4 …] [--scale small|full] [--seed N] [--dry]`: runs fault experiments and
// writes what they measured to docs/reliability-results.md. `--dry` writes nothing.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: "string", default: "small" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    dry: { type: "boolean", default: false },
  },
});

const scale = values.scale === "full" ? "full" : "small";
const wanted = new Set(positionals.map((id) => id.toUpperCase()));
const unknown = [...wanted].filter((id) => !experiments.some((known) => known.id === id));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(", ")}; there are ${experiments.map(({ id }) => id).join(", ")}.`,
  );
  process.exit(2);
}
// A break-off still ends the servers that experiments started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

console.log(`scale ${scale}, seed ${values.seed}`);
const results: Result[] = [];
for (const experiment of experiments) {
  if (wanted.size > 0 && !wanted.has(experiment.id)) continue;
  const seed = Number(values.seed);
  const result = await runExperiment(experiment, {
    scale,
    seed,
    log: (line) => console.log(`  ${line}`),
  });
  console.log(linesOf(result));
  results.push(result);
  // After each one, so that a break-off loses no more than the one under way.
  if (!values.dry) saveResults([result]);
}
const missed = results.flatMap((result) => result.rows).filter((row) => !row.met).length;
console.log(`\n${results.length} experiments, ${missed} numbers missed their goal`);
process.exit(missed === 0 ? 0 : 1);
