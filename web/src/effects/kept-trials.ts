import { stepTrialSchema } from "@formloom/shared/api";
import { graphNodeSchema } from "@formloom/shared/graph";
import { z } from "zod";
import type { KeptTrial } from "../store/trial-slice.ts";

/** Last test results as they are kept over a reload, by step. */
const keptSchema = z.record(
  z.string(),
  z.strictObject({
    trial: stepTrialSchema,
    label: z.string(),
    at: z.number(),
    node: graphNodeSchema,
  }),
);

/** Results beyond that are not kept. In UTF-16 units, of which a tab's storage holds 5 million. */
const maxLength = 500_000;

/** The results as text, without what would have been sent: that is made again with the next test. */
export function trialsText(trials: Readonly<Record<string, KeptTrial>>): string | null {
  const lean = Object.entries(trials).map(([nodeId, kept]) => {
    const trial = { ...kept.trial, content: { kind: "none" as const } };
    return [nodeId, { ...kept, trial }] as const;
  });
  if (lean.length === 0) return null;
  const text = JSON.stringify(Object.fromEntries(lean));
  return text.length > maxLength ? null : text;
}

/** Reads kept results back; none where they cannot be read. */
export function readTrials(text: string | null): Readonly<Record<string, KeptTrial>> {
  if (text === null) return {};
  try {
    return keptSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
