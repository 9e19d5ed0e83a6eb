/** Where code gets the time from, so that a test can hold it still. */
export interface Clock {
  /** The current time in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Moves the clock forward by this many milliseconds. */
  advance(byMs: number): void;
  /** Sets the clock to this many milliseconds since 1970. */
  set(toMs: number): void;
}

/** Makes a clock for tests that stands at `startMs` (milliseconds since 1970) until it is moved. */
export function manualClock(startMs: number): ManualClock {
  let currentMs = startMs;
  return {
    now: () => currentMs,
    advance: (byMs) => {
      currentMs += byMs;
    },
    set: (toMs) => {
      currentMs = toMs;
    },
  };
}
