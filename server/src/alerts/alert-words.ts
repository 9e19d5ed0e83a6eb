import type { AlertKind } from "@formloom/shared/api";
import type { AlertFacts } from "./alert-facts.ts";

export interface AlertWords {
  /** What goes wrong, in one sentence. */
  readonly sentence: string;
  /** What to do about it; null: nothing in particular. */
  readonly advice: string | null;
  /** What is said once it is over. */
  readonly over: string;
}

interface AlertInWords {
  readonly kind: AlertKind;
  readonly facts: AlertFacts;
  readonly count: number;
  readonly pipelineName: string;
  readonly formName: string;
}

/** An alert in plain words. */
export function alertWords(alert: AlertInWords): AlertWords {
  return words[alert.kind](alert);
}

const words: Readonly<Record<AlertKind, (alert: AlertInWords) => AlertWords>> = {
  failing: (alert) => {
    const { failure } = alert.facts;
    const step = failure === undefined ? "a step" : `“${failure.stepName}”`;
    const what = `${named(alert)} fails at ${step}: ${ended(failure?.message ?? "It did not say why")}`;
    return {
      sentence: `${what} ${counted(alert.count, "run")} so far.`,
      advice: failure?.hint ?? whoActs[failure?.who ?? "owner"],
      over: `${named(alert)} gets past ${step} again.`,
    };
  },
  rate: (alert) => {
    const { failed, of } = alert.facts.rate ?? { failed: alert.count, of: 20 };
    return {
      sentence: `${failed} of the last ${of} runs of ${named(alert)} failed.`,
      advice: "Look at the failures: each says what would help.",
      over: `The runs of ${named(alert)} succeed again.`,
    };
  },
  waiting: waitingWords,
  connection: (alert) => {
    const { failure } = alert.facts;
    const service = failure?.service ?? "The service";
    return {
      sentence: `${service} does not accept the connection that ${named(alert)} uses: ${ended(failure?.message ?? "it was refused")} ${counted(alert.count, "run")} stopped so far.`,
      advice: "Renew the connection, test it, and replay what failed.",
      over: `The connection that ${named(alert)} uses is accepted again.`,
    };
  },
  silence: (alert) => {
    const { atLeast, counted: count, what, per, day } = alert.facts.expected ?? nothingExpected;
    const thing = what === "sent" ? "things were sent" : "runs were done";
    const when = per === "week" ? `In the week from ${day}` : `On ${day}`;
    return {
      sentence: `${when}, ${count} ${thing} by ${named(alert)}; at least ${atLeast} were expected.`,
      advice: "Look whether responses still come in, and whether the automation still fits them.",
      over: `${named(alert)} does again what is expected of it.`,
    };
  },
  late: (alert) => {
    const minutes = alert.facts.late?.minutes ?? 0;
    return {
      sentence: `${counted(alert.count, "response")} to ${named(alert)} came more than ${duration(minutes)} ago, and ${alert.count === 1 ? "its run has" : "their runs have"} neither ended nor failed.`,
      advice: "Open one of the runs to see what it waits for.",
      over: `No response waits too long for ${named(alert)} any more.`,
    };
  },
};

const nothingExpected = { atLeast: 1, counted: 0, what: "runs", per: "day", day: "" } as const;

const whoActs = {
  owner: "Open the failed step: it shows what to change.",
  admin: "Whoever runs this server has to change its settings.",
  service: "The other service has to work again; then replay what failed.",
  product: "The step itself has a fault: tell its author.",
} as const;

function waitingWords(alert: AlertInWords): AlertWords {
  const { queued, held, undecided, minutes } = alert.facts.waiting ?? noneWaiting;
  const parts = [
    ...(undecided > 0 ? [`${undecided} need somebody to say whether something was sent`] : []),
    ...(held > 0 ? [`${held} are held, as it is paused`] : []),
    ...(queued > 0 ? [`${queued} wait for their turn`] : []),
  ];
  return {
    sentence: `${counted(alert.count, "run")} of ${named(alert)} ${alert.count === 1 ? "has" : "have"} waited for more than ${duration(minutes)}: ${parts.join(", ")}.`,
    advice:
      undecided > 0
        ? "Open the runs that need attention and say whether it was sent."
        : held > 0
          ? "Resume the automation when it may go on."
          : "An administrator sees on the Health page what the queue waits for.",
    over: `No run of ${named(alert)} waits too long any more.`,
  };
}

const noneWaiting = { queued: 0, held: 0, undecided: 0, minutes: 60 };

const named = ({ pipelineName, formName }: AlertInWords): string =>
  `“${pipelineName}” (form “${formName}”)`;

const ended = (text: string): string =>
  /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;

const counted = (count: number, one: string): string =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

function duration(minutes: number): string {
  if (minutes % 1_440 === 0) return counted(minutes / 1_440, "day");
  return minutes % 60 === 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
}
