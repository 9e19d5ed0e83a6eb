import type { AlertSettings } from "@formloom/shared/api";
import { wallToEpoch, zoneOffset } from "@formloom/shared/values";

const dayMs = 86_400_000;

/** Until when a person is left in peace, in ms since 1970; null: not now. Equal times are no quiet hours. */
export function quietUntil(
  { quiet, timeZone }: Pick<AlertSettings, "quiet" | "timeZone">,
  nowMs: number,
): number | null {
  if (quiet === null) return null;
  const [from, to] = [clockMs(quiet.from), clockMs(quiet.to)];
  if (from === to) return null;
  const wall = nowMs + zoneOffset(nowMs, timeZone);
  const midnight = Math.floor(wall / dayMs) * dayMs;
  const clock = wall - midnight;
  const overNight = from > to;
  const isQuiet = overNight ? clock >= from || clock < to : clock >= from && clock < to;
  if (!isQuiet) return null;
  const endsTomorrow = overNight && clock >= from;
  return wallToEpoch(midnight + (endsTomorrow ? dayMs : 0) + to, timeZone);
}

function clockMs(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}
