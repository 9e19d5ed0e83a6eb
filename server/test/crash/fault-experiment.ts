/** One number of an experiment, held against its goal. */
export interface Row {
  readonly what: string;
  readonly measured: string | number;
  /** As the plan states it; `reported` where there is none. */
  readonly goal: string;
  readonly met: boolean;
}

export interface FaultOptions {
  /** `small` for the tests and while building, `full` for the numbers of the table. */
  readonly scale: "small" | "full";
  /** Gives the same experiment again, but for the machine's timing. */
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface FaultExperiment {
  /** Such as `F1`. */
  readonly id: string;
  readonly title: string;
  /** The goal in one sentence. */
  readonly goal: string;
  readonly run: (options: FaultOptions) => Promise<readonly Row[]>;
}

/** A number that must not be above a limit. */
export function atMost(what: string, measured: number, limit: number, unit = ""): Row {
  return {
    what,
    measured: unit === "" ? measured : `${measured} ${unit}`,
    goal: `≤ ${limit}${unit === "" ? "" : ` ${unit}`}`,
    met: measured <= limit,
  };
}

/** A number that must not be below a limit. */
export function atLeast(what: string, measured: number, limit: number, unit = ""): Row {
  return {
    what,
    measured: unit === "" ? measured : `${measured} ${unit}`,
    goal: `≥ ${limit}${unit === "" ? "" : ` ${unit}`}`,
    met: measured >= limit,
  };
}

/** A value that must be exactly this one. */
export function exactly(what: string, measured: string | number, goal: string | number): Row {
  return { what, measured, goal: String(goal), met: measured === goal };
}

/** A number without a goal. */
export function reported(what: string, measured: string | number): Row {
  return { what, measured, goal: "reported", met: true };
}
