import { PermanentError, readInstant, type StepContext } from "@formloom/plugin-sdk";

export const durationUnits = ["minutes", "hours", "days", "weeks"] as const;

/** A span of time; a day is 24 hours, whatever the clocks do. */
export interface Duration {
  /** Above 0; may be broken. */
  readonly amount: number;
  readonly unit: (typeof durationUnits)[number];
}

const unitMs: Readonly<Record<Duration["unit"], number>> = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** Ten years, leap days included: the queue keeps nothing longer. */
export const maxWaitMs = 3_653 * 86_400_000;

export function durationMs({ amount, unit }: Duration): number {
  return Math.round(amount * unitMs[unit]);
}

type Settings = { readonly for?: Duration | undefined; readonly until?: string | undefined };

/** What the time depends on. */
export type DueContext = Pick<StepContext<Settings>, "config" | "clock" | "form">;

/**
 * The time until which the step waits; it may have passed.
 *
 * @throws PermanentError `not_set`, `no_date` where the text is empty, `bad_date`, `too_far`.
 */
export function dueTime({ config, clock, form }: DueContext): Date {
  const now = clock.now();
  const due =
    config.for === undefined
      ? dateOf(config.until, form.timeZone)
      : new Date(now.getTime() + durationMs(config.for));
  // Asked this way round, since an amount beyond all bounds makes a date that is none.
  if (due.getTime() - now.getTime() <= maxWaitMs) return due;
  throw new PermanentError("This would wait for more than ten years.", {
    code: "too_far",
    hint: "Check the date, or the amount.",
  });
}

function dateOf(until: string | undefined, timeZone: string): Date {
  if (until === undefined) {
    throw new PermanentError("Nothing says how long to wait.", {
      code: "not_set",
      hint: "Open the step and set a time.",
    });
  }
  if (until.trim() === "") {
    throw new PermanentError("There is no date to wait for: the answer is empty.", {
      code: "no_date",
      hint: "Make the question required, or add “| orSkip” or a default to the inserted answer.",
    });
  }
  const due = readInstant(until.trim(), timeZone);
  if (due !== undefined) return due;
  throw new PermanentError(`“${until.trim().slice(0, 40)}” is no date to wait for.`, {
    code: "bad_date",
    hint: "Use a question that asks for a date, or write the date as 2026-12-24.",
  });
}
