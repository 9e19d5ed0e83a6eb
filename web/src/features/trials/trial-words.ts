import type { EffectDifference, ResponseTrial, StepTrial } from "@formloom/shared/api";
import { counted } from "../../ui/counted.ts";
import type { StatusTone } from "../../ui/status-badge.tsx";

/** A state as colour, icon and words. */
export interface StateWords {
  readonly tone: StatusTone;
  readonly words: string;
}

/** What a filter chooses that says no: nothing follows from there. */
const noPort = "none";

/** What would become of a step, in two words. */
export function verdictWords({ verdict, acts, type, port }: StepTrial): StateWords {
  switch (verdict) {
    case "runs":
      if (port === noPort) return { tone: "passed-by", words: "Says no" };
      return {
        tone: "good",
        words: acts ? (type === "email" ? "Would be sent" : "Would run") : "Passes",
      };
    case "waits":
      return { tone: "waiting", words: "Would wait" };
    case "skipped":
      return { tone: "passed-by", words: "Skipped" };
    case "fails":
      return { tone: "bad", words: "Would fail" };
    case "off":
      return { tone: "held", words: "Switched off" };
  }
}

/** How one response fares, in two words. */
export function outcomeWords({ draft, comparison }: ResponseTrial): StateWords {
  if (draft.steps.some(({ verdict }) => verdict === "fails"))
    return { tone: "bad", words: "Would fail" };
  if (comparison?.change === "different") return { tone: "attention", words: "Different" };
  if (draft.ends === "not-started") return { tone: "passed-by", words: "Would not start" };
  if (draft.ends === "filtered") return { tone: "passed-by", words: "Stopped by a condition" };
  return { tone: "good", words: comparison === null ? "Would work" : "Same as live" };
}

/** How an effect changes against the live version. */
export function changeWords({
  change,
  parts,
}: Pick<EffectDifference, "change" | "parts">): StateWords {
  switch (change) {
    case "same":
      return { tone: "passed-by", words: "Same" };
    case "new":
      return { tone: "good", words: "New" };
    case "gone":
      return { tone: "bad", words: "No longer" };
    case "different": {
      const named = parts.map((part) => partWords[part] ?? part).join(", ");
      return {
        tone: "attention",
        words: parts.includes("kind") ? "Different" : `Different: ${named}`,
      };
    }
  }
}

const partWords: Readonly<Record<string, string>> = {
  html: "text",
  text: "text",
  replyTo: "reply to",
  cc: "Cc",
  bcc: "Bcc",
  url: "address",
  rows: "settings",
};

/** What a real run would do to the world, one line for each act: "Email to ada@example.org". */
export function realActs(steps: readonly StepTrial[]): string[] {
  return steps.flatMap((step) => {
    if (!step.acts || step.verdict !== "runs") return [];
    const { content } = step;
    if (content.kind !== "mail") return [`${step.name}: ${step.summary}`];
    const people = [...content.to, ...content.cc, ...content.bcc];
    return [`${step.name}: ${counted(people.length, "recipient")}: ${people.join(", ")}`];
  });
}
