import type { NodeType } from "../plugin/manifest.ts";
import { defaultRetryPolicy, type RetryPolicy } from "../run/retry.ts";
import type { GraphNode, NodeSettings } from "./graph.ts";
import { spanWords } from "./span-words.ts";

/** How a step runs, all said: what is not set comes from its type. */
interface RunRules extends RetryPolicy {
  readonly timeoutMs: number;
  readonly onError: NonNullable<NodeSettings["onError"]>;
  readonly ifInterrupted: NonNullable<NodeSettings["ifInterrupted"]>;
}

/** What differs in how a step is tried, timed and followed after a failure, a clause each. */
export function runChanges(
  before: GraphNode,
  after: GraphNode,
  type: NodeType | undefined,
): string[] {
  const [was, is] = [rulesOf(before, type), rulesOf(after, type)];
  return sayings.flatMap(({ of, say }) => {
    const [old, now] = [say(was), say(is)];
    return was[of] === is[of] ? [] : [`${now}, instead of ${old.replace(/^.*?: /, "")}`];
  });
}

const sayings: readonly {
  readonly of: keyof RunRules;
  readonly say: (rules: RunRules) => string;
}[] = [
  { of: "maxAttempts", say: (rules) => `Tries in all: ${rules.maxAttempts}` },
  {
    of: "firstDelayMs",
    say: (rules) => `Pause before the second try: ${spanWords(rules.firstDelayMs)}`,
  },
  { of: "factor", say: (rules) => `Each further pause grows: ${rules.factor} times` },
  { of: "maxDelayMs", say: (rules) => `Longest pause: ${spanWords(rules.maxDelayMs)}` },
  { of: "timeoutMs", say: (rules) => `Longest time of one try: ${spanWords(rules.timeoutMs)}` },
  {
    of: "onError",
    say: ({ onError }) =>
      `After the last failed try: ${onError === "stop" ? "stop" : "go on with the next step"}`,
  },
  {
    of: "ifInterrupted",
    say: ({ ifInterrupted }) =>
      `If it was interrupted: ${ifInterrupted === "again" ? "do it again" : "ask first"}`,
  },
];

function rulesOf({ settings = {} }: GraphNode, type: NodeType | undefined): RunRules {
  const { retry, timeoutMs, onError = "stop", ifInterrupted } = settings;
  const own = Object.entries(retry ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...(type?.retry ?? defaultRetryPolicy),
    ...Object.fromEntries(own),
    timeoutMs: timeoutMs ?? type?.timeoutMs ?? 60_000,
    onError,
    ifInterrupted: ifInterrupted ?? type?.ifInterrupted ?? "again",
  };
}
