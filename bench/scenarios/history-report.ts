import type { Findings, Picture } from "../scenario.ts";

/** Figures beside so many finished runs; times in ms. */
export interface Level {
  readonly finished: number;
  readonly logRows: number;
  readonly perSec: number | null;
  readonly cpu: number | null;
  readonly claimP50: number | null;
  readonly claimP99: number | null;
  readonly listP50: number | null;
  readonly listFailed: number | null;
  readonly pruneP50: number | null;
  readonly pruneMax: number | null;
  readonly gib: number;
}

/** How much slower it became, in percent. */
interface Growth {
  readonly rate: number | null;
  readonly claim: number | null;
}

export function historyReport(
  found: readonly Level[],
  notes: readonly string[],
  growth: Growth,
): Findings {
  const most = found.at(-1);
  const name = `${(most?.finished ?? 0).toLocaleString("en-GB")} finished runs`;
  return {
    tables: [
      {
        title: "Finished runs of ten steps, and work beside them",
        columns: [
          { key: "finished", label: "finished runs" },
          { key: "logRows", label: "log rows" },
          { key: "gib", label: "database, GiB" },
          { key: "perSec", label: "workflows/s" },
          { key: "cpu", label: "CPU ms per workflow" },
          { key: "claimP50", label: "claim of 50, p50 ms" },
          { key: "claimP99", label: "p99 ms" },
          { key: "listP50", label: "page of runs, ms" },
          { key: "listFailed", label: "page of failed runs, ms" },
          { key: "pruneP50", label: "pruning 500, p50 ms" },
          { key: "pruneMax", label: "slowest ms" },
        ],
        rows: found.map((level) => ({ ...level })),
      },
    ],
    aims: [
      { what: `rate lost with ${name}`, unit: "%", measured: growth.rate, atMost: 20 },
      { what: `claim slower with ${name}`, unit: "%", measured: growth.claim, atMost: 20 },
      {
        what: "slowest pruning of 500 runs",
        unit: "ms",
        measured: most?.pruneMax ?? null,
        atMost: 500,
      },
    ],
    pictures: pictures(found),
    notes: [
      "Finished runs are copies of one that ran, with response, event, ten steps and ten log rows, a second apart; VACUUM ANALYZE came before the measuring. Claims and pruning are the product's own functions, called while no server ran.",
      ...notes,
    ],
  };
}

function pictures(found: readonly Level[]): Picture[] {
  const points = (read: (level: Level) => number | null) =>
    found.map((level) => [level.finished, read(level)] as const);
  const shared = { xLabel: "finished runs, ten log rows each", xScale: "log" } as const;
  return [
    {
      ...shared,
      name: "history-cpu",
      title: "CPU of the peers' work, by the number of finished runs",
      yLabel: "ms per workflow, server and PostgreSQL",
      lines: [{ label: "CPU", points: points((level) => level.cpu) }],
    },
    {
      ...shared,
      name: "history-times",
      title: "Claiming and listing, by the number of finished runs",
      yLabel: "ms",
      lines: [
        { label: "claim of 50 runs, p50", points: points((level) => level.claimP50) },
        { label: "claim of 50 runs, p99", points: points((level) => level.claimP99) },
        { label: "page of 50 runs", points: points((level) => level.listP50) },
      ],
    },
  ];
}
