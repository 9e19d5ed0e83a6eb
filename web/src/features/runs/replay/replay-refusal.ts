import { ApiError } from "../../../effects/api-error.ts";
import { explainError, reasonOf, type Explanation } from "../../../effects/explain-error.ts";
import { z } from "zod";

/** What helps after a refusal, for the button. */
export type Remedy = "follow" | "send-again" | "settle" | "automation" | "start" | null;

export interface RefusalWords extends Explanation {
  readonly remedy: Remedy;
  /** The run that is under way; of `follow`. */
  readonly runId: string | null;
  /** The step that it is about; null: none, or the whole run. */
  readonly nodeId: string | null;
}

type Words = Pick<RefusalWords, "who" | "remedy">;

const what = "Nothing was run.";
const detailsSchema = z.object({ runId: z.string().optional(), nodeId: z.string().optional() });

const byCode: Readonly<Record<string, Words>> = {
  run_unfinished: {
    who: "Follow it instead; you can run it again once it has ended.",
    remedy: "follow",
  },
  effect_confirmed: {
    who: "You decide: choose “Send again” below, or leave it as it was sent.",
    remedy: "send-again",
  },
  effect_unknown: {
    who: "You decide: say whether it was sent, or send it again.",
    remedy: "settle",
  },
  version_differs: {
    who: "You can run the original version, or run everything from the start.",
    remedy: "start",
  },
  step_unfinished: { who: "You can run it from that step, or from the start.", remedy: "start" },
  step_not_reached: {
    who: "You can run it from an earlier step, or from the start.",
    remedy: "start",
  },
  gone: { who: "It cannot be run again. What it did stays on record here.", remedy: null },
  connection_missing: {
    who: "You can mend this: choose another connection in the automation, publish, and run it by the live version.",
    remedy: "automation",
  },
  unknown_plugin: { who: "An admin has to install that kind of step again.", remedy: null },
  graph_problems: { who: "You can mend this: change what is marked below.", remedy: null },
  invalid_input: { who: "You can mend this: change what is marked below.", remedy: null },
  foreign_connection: {
    who: "Change the connection in the automation, publish, and run it by the live version.",
    remedy: "automation",
  },
  host_changed: {
    who: "Keep to that address, or change step and connection in the automation and publish.",
    remedy: "automation",
  },
};

/** Why a replay was refused, who must act, and what helps. Whatever the answer, nothing was run. */
export function refusalWords(error: unknown): RefusalWords {
  const none = { remedy: null, runId: null, nodeId: null };
  if (!(error instanceof ApiError)) return { ...explainError(error, what), ...none };
  const words = byCode[error.code];
  if (words === undefined) return { ...explainError(error, what), ...none };
  const details = detailsSchema.safeParse(error.body).data;
  return {
    what,
    why: reasonOf(error),
    ...words,
    runId: details?.runId ?? null,
    nodeId: details?.nodeId ?? null,
  };
}

/** Messages by the path within the settings: the API names them below `input` or `config`. */
export function settingErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    Object.entries(error.fieldErrors).map(([path, message]) => [
      path.replace(/^(input|config)\./, ""),
      message,
    ]),
  );
}
