import type { StepView } from "@formloom/shared/api";
import type { GraphNode } from "@formloom/shared/graph";
import type { Effect, NodeType } from "@formloom/shared/plugin";
import { stepLine } from "../../plugins/step-line.ts";
import type { PathWords } from "../../plugins/value-labels.ts";
import { isPlainObject, ownValue } from "../../ui/schema-form/schema-values.ts";
import type { StateWords } from "./run-words.ts";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A time of today as "14:02", of another day with its date. */
export function timeWords(at: string, now = new Date()): string {
  const then = new Date(at);
  return then.toDateString() === now.toDateString() ? clock.format(then) : dayAndClock.format(then);
}

/** What became of one act, in words. */
export function effectWords(effect: Pick<Effect, "state" | "at">, step: StepView): StateWords {
  const at = timeWords(effect.at);
  switch (effect.state) {
    case "confirmed":
      return mayHaveGoneTwice(step)
        ? { tone: "attention", text: `Sent ${at}, perhaps twice` }
        : { tone: "good", text: `Sent ${at}` };
    case "caught":
      return { tone: "caught", text: `Caught ${at}, not sent` };
    case "failed":
      return { tone: "bad", text: "Not sent" };
    case "unknown":
      return { tone: "attention", text: `Probably sent at ${at}` };
    case "claimed":
      return step.status === "unknown"
        ? { tone: "attention", text: `Probably sent at ${at}` }
        : { tone: "busy", text: `Begun ${at}` };
  }
}

/** Whether an attempt was cut off and the act was done again under the same key. */
export function mayHaveGoneTwice({ attempts }: Pick<StepView, "attempts">): boolean {
  const cut = attempts.findIndex(({ outcome }) => outcome === "interrupted");
  return cut >= 0 && attempts.slice(cut).some(({ outcome }) => outcome === "succeeded");
}

/** When something of the step left, or was caught, in any run of the family; null: it did not. */
export function sentAt(step: Pick<StepView, "acts">): string | null {
  const done = step.acts.filter(({ state }) => state === "confirmed" || state === "caught");
  return done.at(-1)?.at ?? null;
}

/** Whether the step may have acted, and nobody has said whether it did. */
export function isOpen(step: Pick<StepView, "status" | "acts">): boolean {
  return step.status === "unknown" || step.acts.some(({ state }) => state === "unknown");
}

/**
 * Who gets what a step sends, as far as its settings name people: what is in those lists that take
 * addresses. Empty where they name none.
 */
export function recipientsOf(type: NodeType | undefined, settings: unknown): string[] {
  return Object.entries(type?.accepts ?? {})
    .filter(([, kinds]) => kinds.includes("email"))
    .flatMap(([name]) => {
      const value = ownValue(settings, name);
      return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    });
}

/** What a step does, in one line: with the values of its last attempt, else by its settings. */
export function actLine(
  {
    node,
    step,
    input,
  }: {
    readonly node: GraphNode;
    readonly step: StepView | undefined;
    /** Other settings than those it had. */
    readonly input?: unknown;
  },
  facts: PathWords & { readonly types: ReadonlyMap<string, NodeType> },
): string {
  const settings = input ?? step?.attempts.at(-1)?.input;
  const config = isPlainObject(settings) ? settings : node.config;
  return stepLine({ ...node, config }, facts.types.get(node.type), facts);
}
