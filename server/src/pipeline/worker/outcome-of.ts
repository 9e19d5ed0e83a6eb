import { PermanentError, RetryAfterError, SkipStep, TransientError } from "@formloom/plugin-sdk";
import type { StepError, StepOutcome } from "@formloom/shared/plugin";
import type { Mask } from "./secret-mask.ts";

/** The step was abandoned because its time was up. */
export class StepTimeout extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`did not end within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** What the plugin handed back is no result. */
export class BadResult extends Error {
  readonly code: "bad_result" | "result_too_large" | "bad_port";

  constructor(code: BadResult["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** What a throw means: the only place where throws of plugins become outcomes. */
export function outcomeOf(thrown: unknown, mask: Mask): StepOutcome {
  if (thrown instanceof SkipStep) return { kind: "skipped", reason: mask(thrown.reason) };
  if (thrown instanceof StepTimeout) return timedOut(thrown);
  if (thrown instanceof BadResult) return badResult(thrown);
  if (thrown instanceof PermanentError) {
    return { kind: "failed", retry: false, error: known(thrown, "owner", mask) };
  }
  if (thrown instanceof RetryAfterError) {
    const error = known(thrown, "service", mask);
    return { kind: "failed", retry: true, retryAfterMs: thrown.retryAfterMs, error };
  }
  if (thrown instanceof TransientError) {
    return { kind: "failed", retry: true, error: known(thrown, "service", mask) };
  }
  return { kind: "failed", retry: true, error: unknownThrow(thrown, mask) };
}

function timedOut(timeout: StepTimeout): StepOutcome {
  return {
    kind: "failed",
    retry: true,
    error: {
      code: "timeout",
      message: `The step did not end within ${Math.round(timeout.timeoutMs / 1000)} s.`,
      hint: "The other service may be slow. It is tried again; a longer time can be set in the step.",
      who: "service",
    },
  };
}

function badResult(bad: BadResult): StepOutcome {
  return {
    kind: "failed",
    retry: false,
    error: {
      code: bad.code,
      message: bad.message,
      hint: "This is a fault of the node type: tell its author.",
      who: "product",
    },
  };
}

function known(
  error: PermanentError | RetryAfterError | TransientError,
  who: StepError["who"],
  mask: Mask,
): StepError {
  const { code, hint } = error.facts;
  return {
    code: code.slice(0, 64),
    message: mask(error.message).slice(0, 1_000),
    ...(hint === undefined ? {} : { hint: mask(hint).slice(0, 1_000) }),
    who: error.facts.who ?? who,
  };
}

function unknownThrow(thrown: unknown, mask: Mask): StepError {
  return {
    code: "plugin_error",
    message: `The step stopped with an error: ${mask(describeThrow(thrown)).slice(0, 300)}`,
    hint: "It is tried again. If it stays, the node type has a fault: tell its author.",
    who: "product",
  };
}

/** Text of anything that was thrown; a getter that throws in its turn must not get out. */
function describeThrow(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message;
    return typeof thrown === "string" ? thrown : `a value of type ${typeof thrown}`;
  } catch {
    return "a value that could not be read";
  }
}
