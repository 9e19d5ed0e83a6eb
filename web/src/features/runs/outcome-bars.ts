import type { RunOutcomes } from "@formloom/shared/api";
import type { StatusTone } from "../../ui/status-badge.tsx";
import type { RunDates } from "./run-dates.ts";

export type OutcomeKind = Exclude<keyof RunOutcomes, "at">;

/** What becomes of runs, from the bottom of a bar to its top. */
export const outcomeKinds: readonly {
  readonly kind: OutcomeKind;
  readonly label: string;
  readonly tone: StatusTone;
}[] = [
  { kind: "completed", label: "Done", tone: "good" },
  { kind: "filtered", label: "Not for this one", tone: "passed-by" },
  { kind: "underWay", label: "Under way", tone: "busy" },
  { kind: "cancelled", label: "Cancelled", tone: "held" },
  { kind: "needsAttention", label: "Needs you", tone: "attention" },
  { kind: "failed", label: "Failed", tone: "bad" },
];

/** One hour or day of the chart. */
export interface OutcomeBar {
  /** ISO 8601; `to` is not included. */
  readonly from: string;
  readonly to: string;
  readonly total: number;
  /** Parts that are not empty, from the bottom on; heights and places in the chart's own units. */
  readonly parts: readonly {
    readonly kind: OutcomeKind;
    readonly y: number;
    readonly height: number;
  }[];
}

/** The least height of a part in the chart's units, so that one failure among thousands is seen. */
const leastHeight = 2;

/** Bars that fit into `height`; each ends where the next begins, the last after as long as the one before. */
export function outcomeBars(items: readonly RunOutcomes[], height: number): readonly OutcomeBar[] {
  const most = Math.max(1, ...items.map(totalOf));
  return items.map((item, index) => {
    const shown = outcomeKinds.filter(({ kind }) => item[kind] > 0);
    // What the smallest parts are given more is taken from all alike.
    const room = height - shown.length * leastHeight;
    let y = height;
    const parts = shown.map(({ kind }) => {
      const partHeight = leastHeight + (room * item[kind]) / most;
      y -= partHeight;
      return { kind, y, height: partHeight };
    });
    return { from: item.at, to: endOf(items, index), total: totalOf(item), parts };
  });
}

export function totalOf(item: RunOutcomes): number {
  return outcomeKinds.reduce((sum, { kind }) => sum + item[kind], 0);
}

/** "12 runs: 10 done, 2 failed". */
export function outcomeWords(item: RunOutcomes): string {
  const total = totalOf(item);
  if (total === 0) return "no runs";
  const parts = outcomeKinds
    .filter(({ kind }) => item[kind] > 0)
    .map(({ kind, label }) => `${item[kind]} ${label.toLowerCase()}`);
  return `${total} ${total === 1 ? "run" : "runs"}: ${parts.join(", ")}`;
}

/** Whether a bar lies within the dates that were chosen; false where none were. */
export function isChosen(bar: Pick<OutcomeBar, "from" | "to">, { from, to }: RunDates): boolean {
  if (from === undefined && to === undefined) return false;
  return (
    (from === undefined || Date.parse(bar.from) >= Date.parse(from)) &&
    (to === undefined || Date.parse(bar.to) <= Date.parse(to))
  );
}

const dayMs = 86_400_000;
const longestDays = 399;

/**
 * Which dates the chart of days shows: the last 30, unless the chosen ones begin before. Then it shows them, if
 * that makes no more bars than an answer may have.
 */
export function chartDates({ from, to }: RunDates, nowMs: number): RunDates {
  const begin = from === undefined ? nowMs : Date.parse(from);
  const end = to === undefined ? nowMs : Date.parse(to);
  const isOutside = begin < nowMs - 30 * dayMs;
  return isOutside && end - begin <= longestDays * dayMs && end > begin ? { from, to } : {};
}

function endOf(items: readonly RunOutcomes[], index: number): string {
  const next = items[index + 1]?.at;
  const at = items[index]?.at ?? "";
  if (next !== undefined) return next;
  const before = items[index - 1]?.at;
  const begin = new Date(at);
  const isDays = before === undefined || begin.getTime() - Date.parse(before) > dayMs / 2;
  // By the calendar: a day need not have 24 hours.
  if (isDays) begin.setDate(begin.getDate() + 1);
  else begin.setTime(begin.getTime() + dayMs / 24);
  return begin.toISOString();
}
