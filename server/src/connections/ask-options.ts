import { z } from "zod";
import { Refusal } from "../http/refusal.ts";
import type { PluginQuestion } from "../pipeline/ports.ts";
import { PluginQuestionFailed } from "../pipeline/worker/plugin-questions.ts";
import type { ConnectionRouteDeps } from "./connection-deps.ts";

const maxItems = 200;
const maxTextLength = 500;
const keptForMs = 60_000;
const maxKept = 500;

const text = z.string().transform((value) => value.slice(0, maxTextLength));
const itemsSchema = z.array(z.object({ value: text, label: text }));
const factsSchema = z.object({ message: z.string() });

export type OptionItem = z.output<typeof itemsSchema>[number];

/** The choices that a service offers; 422 `service_failed` with its words where it does not answer. */
export async function askOptions(
  { pipeline, secrets }: Pick<ConnectionRouteDeps, "pipeline" | "secrets">,
  question: Extract<PluginQuestion, { kind: "options" }>,
): Promise<readonly OptionItem[]> {
  try {
    const items = itemsSchema.safeParse(await pipeline.askPlugin(question));
    if (items.success) return items.data.slice(0, maxItems);
  } catch (error) {
    if (!(error instanceof PluginQuestionFailed)) throw error;
    const facts = factsSchema.safeParse(error.facts);
    if (facts.success) throw new Refusal("service_failed", secrets.scrub(facts.data.message));
  }
  throw new Refusal("service_failed", "The service gave no answer that could be used. Try again.");
}

/** Keeps answers for a minute, so that typing back and forth asks once. Failures are not kept. */
export function createOptionsCache(nowMs: () => number) {
  const kept = new Map<
    string,
    { readonly items: readonly OptionItem[]; readonly untilMs: number }
  >();
  return {
    async get(
      key: string,
      load: () => Promise<readonly OptionItem[]>,
    ): Promise<readonly OptionItem[]> {
      const known = kept.get(key);
      if (known !== undefined && known.untilMs > nowMs()) return known.items;
      const items = await load();
      if (kept.size >= maxKept) kept.clear();
      kept.set(key, { items, untilMs: nowMs() + keptForMs });
      return items;
    },
  };
}
