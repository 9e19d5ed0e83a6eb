import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { machineSchema } from "../measure/machine.ts";

// A run of the command as JSON, so that a later one can be compared with it.

const cellSchema = z.union([z.string(), z.number(), z.null()]);
const pointSchema = z.tuple([z.number(), z.number().nullable()]);

const findingsSchema = z.object({
  tables: z.array(
    z.object({
      title: z.string(),
      columns: z.array(z.object({ key: z.string(), label: z.string() })),
      rows: z.array(z.record(z.string(), cellSchema)),
    }),
  ),
  aims: z.array(
    z.object({
      what: z.string(),
      unit: z.string(),
      measured: z.number().nullable(),
      atMost: z.number().exactOptional(),
      atLeast: z.number().exactOptional(),
    }),
  ),
  pictures: z.array(
    z.object({
      name: z.string().regex(/^[a-z0-9-]+$/),
      title: z.string(),
      xLabel: z.string(),
      yLabel: z.string(),
      xScale: z.enum(["log", "linear"]),
      lines: z.array(z.object({ label: z.string(), points: z.array(pointSchema) })),
    }),
  ),
  notes: z.array(z.string()),
});

const entrySchema = z.object({
  name: z.string(),
  title: z.string(),
  machine: machineSchema,
  quick: z.boolean(),
  /** How long measuring it took. */
  seconds: z.number(),
  /** Why there are no figures; null when there are. */
  failed: z.string().nullable(),
  findings: findingsSchema,
});
/** What one scenario found, when and where. */
export type Entry = z.infer<typeof entrySchema>;

const recordSchema = z.object({ scenarios: z.array(entrySchema) });

/** Reads a record; an empty one when there is no such file. */
export function readRecord(path: string): Entry[] {
  if (!existsSync(path)) return [];
  return recordSchema.parse(JSON.parse(readFileSync(path, "utf8"))).scenarios;
}

/** Writes entries over those of the same name, and keeps the others. */
export function writeRecord(path: string, entries: readonly Entry[]): void {
  const kept = readRecord(path).filter((old) => entries.every((entry) => entry.name !== old.name));
  const scenarios = [...kept, ...entries].toSorted((a, b) => a.name.localeCompare(b.name));
  writeFileSync(path, `${JSON.stringify({ scenarios }, null, 1)}\n`);
}
