import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { FaultExperiment, FaultOptions, Row } from "./fault-experiment.ts";

const resultSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  goal: z.string(),
  scale: z.enum(["small", "full"]),
  seed: z.number(),
  /** ISO date and time of its end. */
  at: z.string(),
  tookS: z.number(),
  machine: z.string(),
  rows: z.array(
    z.strictObject({
      what: z.string(),
      measured: z.union([z.string(), z.number()]),
      goal: z.string(),
      met: z.boolean(),
    }),
  ),
});
export type Result = z.infer<typeof resultSchema>;

const jsonFile = fileURLToPath(new URL("../../../docs/reliability-results.json", import.meta.url));
const tableFile = fileURLToPath(new URL("../../../docs/reliability-results.md", import.meta.url));

/** Runs one experiment; one that throws is a result too, and not a good one. */
export async function runExperiment(
  experiment: FaultExperiment,
  options: FaultOptions,
): Promise<Result> {
  const start = performance.now();
  const rows = await experiment.run(options).catch((error: unknown): Row[] => {
    const text = error instanceof Error ? error.message.slice(0, 600) : String(error);
    if (error instanceof Error) options.log(error.stack ?? text);
    return [{ what: "the experiment itself", measured: text, goal: "ends", met: false }];
  });
  return {
    id: experiment.id,
    title: experiment.title,
    goal: experiment.goal,
    scale: options.scale,
    seed: options.seed,
    at: new Date().toISOString(),
    tookS: Math.round((performance.now() - start) / 1_000),
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
    rows: [...rows],
  };
}

/** Lays results over those on file, so that what was not run keeps its own date. */
export function saveResults(results: readonly Result[]): void {
  const known = existsSync(jsonFile)
    ? z.array(resultSchema).parse(JSON.parse(readFileSync(jsonFile, "utf8")))
    : [];
  const byId = new Map([...known, ...results].map((result) => [result.id, result]));
  const all = [...byId.values()].toSorted((a, b) => numberOf(a.id) - numberOf(b.id));
  writeFileSync(jsonFile, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(tableFile, tableOf(all));
}

export const numberOf = (id: string): number => Number(id.slice(1));

/** What a run says on the terminal. */
export function linesOf(result: Result): string {
  const rows = result.rows.map(
    ({ what, measured, goal, met }) => `  ${met ? "✓" : "✗"} ${what}: ${measured} (goal: ${goal})`,
  );
  return [`${result.id} ${result.title}, ${result.tookS} s, seed ${result.seed}`, ...rows].join(
    "\n",
  );
}

function tableOf(results: readonly Result[]): string {
  const rows = results.flatMap((result) => result.rows);
  const missed = rows.filter((row) => !row.met).length;
  const head = [
    "# Results of the fault experiments",
    "",
    "Written by `npm run faults`; do not edit. An experiment that was not run in the last call keeps its own date.",
    `A goal that is missed says so: ${rows.length - missed} of ${rows.length} numbers are as they should be.`,
    "What each experiment does stands in its file in `server/test/crash/experiments/`.",
    "",
  ];
  return [...head, ...results.flatMap(sectionOf)].join("\n");
}

function sectionOf(result: Result): string[] {
  const cell = (text: string | number): string =>
    String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
  return [
    `## ${result.id} ${result.title}`,
    "",
    `Goal: ${result.goal}.`,
    `${result.at.slice(0, 16).replace("T", " ")} UTC, ${result.scale}, seed ${result.seed}, ${result.tookS} s, ${result.machine}.`,
    "",
    "| | measured | goal | |",
    "| --- | --- | --- | --- |",
    ...result.rows.map(
      (row) =>
        `| ${cell(row.what)} | ${cell(row.measured)} | ${cell(row.goal)} | ${row.met ? "met" : "**missed**"} |`,
    ),
    "",
  ];
}
