import { ApiError } from "./api-error.ts";

export interface Explanation {
  readonly what: string;
  readonly why: string;
  /** Who must act. */
  readonly who: string;
}

/** An error in the order people ask: what happened, why probably, who must act. */
export function explainError(error: unknown, what: string): Explanation {
  if (!(error instanceof ApiError)) {
    return {
      what,
      why: "This is a fault in Formloom itself, not in what you did.",
      who: "Load the page again. If it comes back, tell your admin.",
    };
  }
  const known = byCode[error.code] ?? byStatus[error.status];
  if (known !== undefined) return { what, ...known };
  if (error.status >= 500) {
    const reference = error.problem === null ? "" : ` Its reference is ${error.problem.requestId}.`;
    return {
      what,
      why: `The server failed to answer.${reference}`,
      who: "Try again in a moment. If it stays, your admin can look the reference up.",
    };
  }
  return { what, why: reasonOf(error), who: "Change what is named above and try again." };
}

/** The reason in one line, for places too small for four. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong in this page.";
  const details = error.problem?.errors ?? [];
  if (details.length === 0) return sentence(error.message);
  return details.map((entry) => sentence(entry.message)).join(" ");
}

const byCode: Readonly<Record<string, Omit<Explanation, "what">>> = {
  unreachable: {
    why: "The server cannot be reached: it may be restarting, or your connection is down.",
    who: "Nothing is lost. Try again in a moment.",
  },
  stale: {
    why: "Somebody else changed it while you were working on it.",
    who: "Load the newest state, then make your change again.",
  },
  unexpected_answer: {
    why: "The server answered in a way this page does not understand; it was probably updated meanwhile.",
    who: "Load the page again.",
  },
};

const byStatus: Readonly<Record<number, Omit<Explanation, "what">>> = {
  403: {
    why: "You may look at this, but not change it.",
    who: "Ask the form's owner or an admin.",
  },
  404: {
    why: "It does not exist any more, or it was not shared with you.",
    who: "Ask the person who gave you the link.",
  },
  429: {
    why: "That was too many tries in a short time.",
    who: "Wait a minute, then try again.",
  },
};

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
