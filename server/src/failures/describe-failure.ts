import type { FailureAct } from "@formloom/shared/api";
import type { StepError } from "@formloom/shared/plugin";

interface DescribedFailure {
  readonly message: string;
  readonly stepName: string;
  readonly formName: string;
  readonly unknown: boolean;
  readonly open: number;
  /** Distinct responses among the open runs; 0 where they are about none. */
  readonly responses: number;
  /** Runs that were settled. */
  readonly settled: number;
}

/** The cause, and whom it concerns: "Slack refused the message: token revoked. 30 responses to …". */
export function failureSentence(failure: DescribedFailure): string {
  const { message, stepName, formName, unknown, open, responses, settled } = failure;
  const cause = /[.!?]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`;
  if (open === 0) return `${cause} It stopped ${counted(settled, "run")} at “${stepName}”.`;
  const whom =
    responses === 0
      ? `${counted(open, "run")} of “${formName}”`
      : `${counted(responses, "response")} to “${formName}”`;
  return unknown
    ? `${cause} For ${whom}, nobody knows whether “${stepName}” was sent.`
    : `${cause} ${whom} did not get past “${stepName}”.`;
}

const counted = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** Codes that speak of who one is and what one may do: the connection has to be renewed. */
const aboutAccess =
  /auth|token|account|credential|password|scope|permission|forbidden|connection_|_40[13]$|_53[0-9]$/;

/** What would help. The error's own hint stands where it has one; "it is tried again" is over by now. */
export function suggestAct(failure: {
  readonly unknown: boolean;
  readonly who: StepError["who"];
  readonly code: string;
  readonly hint: string | null;
  readonly connection: { readonly id: string; readonly name: string } | null;
}): FailureAct {
  const { unknown, who, code, hint, connection } = failure;
  if (unknown) {
    const text = "Look at each run and say whether it was sent.";
    return { kind: "resolve", text, connectionId: null };
  }
  if (connection !== null && who === "owner" && aboutAccess.test(code)) {
    const text = hint ?? `Renew the connection “${connection.name}”.`;
    return { kind: "connection", text, connectionId: connection.id };
  }
  const { kind, text, keepsHint } = acts[who];
  return { kind, text: (keepsHint ? hint : null) ?? text, connectionId: null };
}

const acts: Readonly<
  Record<
    StepError["who"],
    { readonly kind: FailureAct["kind"]; readonly text: string; readonly keepsHint: boolean }
  >
> = {
  owner: { kind: "step", text: "Change the settings of the step, then replay.", keepsHint: true },
  service: {
    kind: "wait",
    text: "The other service has to work again. Replay one first to see whether it does.",
    keepsHint: false,
  },
  admin: {
    kind: "admin",
    text: "Whoever runs this server has to change its settings.",
    keepsHint: true,
  },
  product: {
    kind: "author",
    text: "The step itself has a fault: tell its author, and replay when it is mended.",
    keepsHint: true,
  },
};
