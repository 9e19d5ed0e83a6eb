import type { ResponseOutcome } from "@formloom/shared/api";
import type { StatusTone } from "../../ui/status-badge.tsx";

interface OutcomeWords {
  readonly tone: StatusTone;
  readonly text: string;
}

const words: Readonly<Record<ResponseOutcome, OutcomeWords>> = {
  sent: { tone: "good", text: "Sent" },
  done: { tone: "good", text: "Done" },
  remembered: { tone: "good", text: "Done" },
  filtered: { tone: "passed-by", text: "Not for this one" },
  caught: { tone: "caught", text: "Caught, not sent" },
  failed: { tone: "bad", text: "Failed" },
  unknown: { tone: "attention", text: "Perhaps sent" },
  waiting: { tone: "waiting", text: "Waiting" },
  "under-way": { tone: "busy", text: "Under way" },
  held: { tone: "held", text: "On hold" },
  cancelled: { tone: "passed-by", text: "Cancelled" },
};

/** What an automation came to, in words; null: it never ran. */
export function outcomeWords(outcome: ResponseOutcome | null): OutcomeWords {
  return outcome === null ? { tone: "passed-by", text: "Not run" } : words[outcome];
}
