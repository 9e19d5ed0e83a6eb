import type { Expected } from "@formloom/shared/api";
import { wallToEpoch, zoneOffset } from "@formloom/shared/values";

const dayMs = 86_400_000;
/** 1 January 1970 was a Thursday. */
const mondayOffset = 3;

export interface Period {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
  /** Its first day, such as 2026-01-31. */
  readonly day: string;
  /** False: a weekend that does not count. */
  readonly counts: boolean;
}

/** The calendar day or week, in the zone, that `nowMs` lies in; with `back: 1` the one before. */
export function expectedPeriod(
  { per, weekends }: Pick<Expected, "per" | "weekends">,
  at: { readonly nowMs: number; readonly timeZone: string; readonly back?: number },
): Period {
  const { nowMs, timeZone, back = 0 } = at;
  const today = Math.floor((nowMs + zoneOffset(nowMs, timeZone)) / dayMs);
  const days = per === "week" ? 7 : 1;
  const first = (per === "week" ? today - ((today + mondayOffset) % 7) : today) - back * days;
  const weekday = (first + mondayOffset) % 7;
  return {
    start: new Date(wallToEpoch(first * dayMs, timeZone)),
    end: new Date(wallToEpoch((first + days) * dayMs, timeZone)),
    day: new Date(first * dayMs).toISOString().slice(0, 10),
    counts: per === "week" || weekends || weekday < 5,
  };
}
