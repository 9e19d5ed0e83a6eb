import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine } from "./measure/machine.ts";
import { compareRecords } from "./report/compare.ts";
import { aimGrid, asText, gridOf, sourceOf } from "./report/layout.ts";
import { publish } from "./report/publish.ts";
import { readRecord, writeRecord, type Entry } from "./report/record.ts";
import { scenarios } from "./scenarios.ts";
import type { Findings, Scenario } from "./scenario.ts";
import { endWorlds } from "./world/world.ts";

// `npm run bench -- [names] [--quick] [--scale RUNS] [--compare FILE] [--publish]`: measures, prints, and writes
// bench/last-run.json. Linux only, as it reads /proc; all traffic stays on loopback.

const lastRun = fileURLToPath(new URL("last-run.json", import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    scale: { type: "string" },
    compare: { type: "string" },
    publish: { type: "boolean", default: false },
    "only-publish": { type: "boolean", default: false },
  },
});

const scale = values.scale === undefined ? null : Number(values.scale);

async function main(): Promise<void> {
  // Read first: it may be the file that this run writes over.
  const before = values.compare === undefined ? null : readRecord(values.compare);
  const entries: Entry[] = [];
  for (const scenario of values["only-publish"] ? [] : chosen()) {
    const entry = await measure(scenario);
    entries.push(entry);
    writeRecord(lastRun, [entry]);
    print(entry);
  }
  if (before !== null) compare(entries, before);
  if (values.publish || values["only-publish"]) publish(inOrder(readRecord(lastRun)));
  if (entries.some((entry) => entry.failed !== null)) process.exitCode = 1;
}

function compare(entries: readonly Entry[], before: readonly Entry[]): void {
  for (const old of before.filter(({ name }) => entries.some((entry) => entry.name === name))) {
    console.log(`\n${old.name} before: ${sourceOf(old)}`);
  }
  console.log(`\n${asText(compareRecords(entries, before))}`);
}

/** In the order in which they are measured. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const names = scenarios.map((scenario) => scenario.name);
  return entries.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}

function chosen(): Scenario[] {
  const unknown = positionals.filter((name) => scenarios.every((each) => each.name !== name));
  if (unknown.length > 0) {
    const names = scenarios.map((each) => each.name).join(", ");
    throw new Error(`There is no ${unknown.join(", ")}: name some of ${names}.`);
  }
  return scenarios.filter(({ name, onlyByName }) =>
    positionals.length === 0 ? onlyByName !== true : positionals.includes(name),
  );
}

async function measure({ name, title, run }: Scenario): Promise<Entry> {
  console.log(`\n${title} (${name})`);
  const machine = describeMachine();
  const began = performance.now();
  const say = (text: string): void => console.log(`  ${text}`);
  const { findings, failed } = await run({ quick: values.quick, scale, say }).then(
    (found) => ({ findings: complete(found), failed: null }),
    (error: unknown) => ({
      findings: complete({ tables: [], aims: [] }),
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  return { name, title, machine, quick: values.quick, seconds, failed, findings };
}

/** As the record has it: plain data with every list there. */
function complete(findings: Findings): Entry["findings"] {
  return structuredClone({ pictures: [], notes: [], ...findings }) as Entry["findings"]; // the same without `readonly`
}

function print(entry: Entry): void {
  console.log(`  ${sourceOf(entry)}`);
  if (entry.failed !== null) console.log(`\n  FAILED: ${entry.failed}`);
  const { tables, aims, notes } = entry.findings;
  for (const table of tables) console.log(`\n  ${table.title}\n${asText(gridOf(table))}`);
  if (aims.length > 0) console.log(`\n${asText(aimGrid(aims))}`);
  for (const note of notes) console.log(`  ${note}`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endWorlds().then(() => process.exit(130)));
}
await main();
