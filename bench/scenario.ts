/** One thing that is measured: a file of `bench/scenarios`, named like it. */
export interface Scenario {
  /** What the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** Left out unless it is named. */
  readonly onlyByName?: boolean;
  readonly run: (options: RunOptions) => Promise<Findings>;
}

export interface RunOptions {
  /** A tenth of the load: shows that it works, and its figures are worth nothing. */
  readonly quick: boolean;
  /** How many runs a scenario about many runs makes; null: as many as it is about. */
  readonly scale: number | null;
  /** Says how far it is. */
  readonly say: (text: string) => void;
}

/** What a scenario found, as data: printed, compared, written into RESULTS.md and drawn. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
  readonly pictures?: readonly Picture[];
  /** What has to be known to read the figures, one sentence each. */
  readonly notes?: readonly string[];
}

export type Cell = string | number | null;

export interface Table {
  readonly title: string;
  /** The first column is the row's name; a label says the unit. */
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A figure to reach. `measured` is null when it was not to be had, which counts as missed. */
export interface Aim {
  readonly what: string;
  readonly unit: string;
  readonly measured: number | null;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One growth curve, all lines in one unit. */
export interface Picture {
  /** The file is docs/pictures/bench-<name>.svg. */
  readonly name: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** `log`: equal steps are equal factors; 0 stands one step left of the smallest. */
  readonly xScale: "log" | "linear";
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly (readonly [x: number, y: number | null])[];
  }[];
}

/** Whether the figure was reached. */
export function isReached({ measured, atMost, atLeast }: Aim): boolean {
  if (measured === null) return false;
  return (
    measured <= (atMost ?? Number.POSITIVE_INFINITY) &&
    measured >= (atLeast ?? Number.NEGATIVE_INFINITY)
  );
}

/** A number of things, a tenth of them when quick, but no fewer than `least`. */
export function scaled(count: number, { quick }: RunOptions, least = 1): number {
  return quick ? Math.max(least, Math.round(count / 10)) : count;
}
