import type { Journey, JourneyStep } from "@formloom/shared/api";
import type { StatusTone } from "../../ui/status-badge.tsx";

/** What became of a step: the words, and the time that belongs to them. */
export interface StepWords {
  readonly tone: StatusTone;
  readonly text: string;
  /** ISO time; null: there is none to tell. */
  readonly at: string | null;
}

const kinds: Readonly<Record<string, string>> = {
  email: "Email",
  slack: "Message",
  webhook: "Web request",
};

/** What a step is and whom it is for: "Email to ada@example.org". */
export function stepTitle({ type, name, target }: JourneyStep): string {
  const kind = kinds[type];
  if (kind === undefined || target === "") return name;
  return `${kind} to ${target}`;
}

/** States that need no more words. */
const plainWords = {
  skipped: { tone: "passed-by", text: "Not for this one", at: null },
  running: { tone: "busy", text: "Under way", at: null },
} as const;

/** What became of it: "sent", "caught, not sent", "goes on". */
export function stepWords(step: JourneyStep): StepWords {
  const { status, effect, disabled, at, reused, problem } = step;
  if (disabled && status === "completed") {
    return { tone: "passed-by", text: "Switched off, passed over", at: null };
  }
  switch (status) {
    case "completed":
      return { ...completedWords(effect, reused), at };
    case "failed":
      return { tone: "bad", text: problem === null ? "Failed" : `Failed: ${problem}`, at };
    case "unknown":
      return { tone: "attention", text: "Perhaps sent: say whether it was", at };
    case "cancelled":
      return { tone: "passed-by", text: "Cancelled", at };
    case "skipped":
    case "running":
      return plainWords[status];
    case "pending":
    case "waiting":
      return waitingWords(step);
  }
}

const waitingWords = ({ dueAt }: JourneyStep): StepWords =>
  dueAt === null
    ? { tone: "waiting", text: "Waits for its turn", at: null }
    : { tone: "waiting", text: "Goes on", at: dueAt };

function completedWords(effect: JourneyStep["effect"], reused: boolean): Omit<StepWords, "at"> {
  if (effect === "caught") return { tone: "caught", text: "Caught, not sent" };
  const before = reused ? " by an earlier run" : "";
  return { tone: "good", text: `${effect === "confirmed" ? "Sent" : "Done"}${before}` };
}

/** Whether the person got mail, in one line with its time. */
export interface MailAnswer {
  readonly tone: StatusTone;
  readonly text: string;
  readonly at: string | null;
}

type MailEnd = "confirmed" | "unknown" | "caught" | "failed";

/** The first of these that there is answers the question. */
const answers: readonly {
  readonly end: MailEnd;
  readonly tone: StatusTone;
  readonly text: (to: string) => string;
}[] = [
  { end: "confirmed", tone: "good", text: (to) => `Yes, mail was sent${to}` },
  {
    end: "unknown",
    tone: "attention",
    text: (to) => `Perhaps: mail${to} was interrupted while it was sent`,
  },
  {
    end: "caught",
    tone: "caught",
    text: (to) => `No, mail${to} was caught: there is no mail server`,
  },
  { end: "failed", tone: "bad", text: (to) => `No, mail${to} failed` },
];

/** Answers "Did this person get mail?" over all automations; null: none of them sends mail. */
export function mailAnswer(journey: Journey): MailAnswer | null {
  const mails = journey
    .flatMap(({ runs }) => runs.flatMap(({ steps }) => steps))
    .filter(({ type, disabled }) => type === "email" && !disabled);
  if (mails.length === 0) return null;
  for (const { end, tone, text } of answers) {
    const mail = mails.find((one) => endOf(one) === end);
    if (mail === undefined) continue;
    return { tone, text: text(mail.target === "" ? "" : ` to ${mail.target}`), at: mail.at };
  }
  return { tone: "passed-by", text: "No mail was sent yet", at: null };
}

function endOf({ status, effect }: JourneyStep): MailEnd | null {
  if (effect === "confirmed" || effect === "caught") return effect;
  if (status === "unknown" || effect === "unknown") return "unknown";
  return status === "failed" ? "failed" : null;
}
