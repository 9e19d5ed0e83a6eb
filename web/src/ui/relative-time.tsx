import { useSyncExternalStore } from "react";

export interface RelativeTimeProps {
  /** ISO 8601. */
  readonly at: string;
}

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const dayOnly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
/** Short, so that a clock read at ticks is never so late that what just happened seems to lie ahead. */
const tickMs = 5_000;

/** "3 minutes ago", with the exact time on hover; kept fresh. */
export function RelativeTime({ at }: RelativeTimeProps) {
  const now = useSyncExternalStore(subscribeToClock, coarseNow);
  return (
    <time dateTime={at} title={absolute.format(new Date(at))}>
      {describeTime(new Date(at).getTime(), now)}
    </time>
  );
}

/** A moment as seen from `nowMs`: relative within a week, a date beyond it. */
export function describeTime(atMs: number, nowMs: number): string {
  const distanceMs = atMs - nowMs;
  if (Math.abs(distanceMs) < 45_000) return distanceMs > 5_000 ? "in a moment" : "just now";
  if (Math.abs(distanceMs) > 7 * 86_400_000) return dayOnly.format(atMs);
  const { unit, ms } = units.find((entry) => Math.abs(distanceMs) >= entry.ms * 0.95) ?? units[2];
  return relative.format(Math.round(distanceMs / ms), unit);
}

function subscribeToClock(onTick: () => void): () => void {
  const timer = setInterval(onTick, tickMs);
  return () => clearInterval(timer);
}

/** Changes at ticks only: a snapshot must be stable between them. */
function coarseNow(): number {
  return Math.ceil(Date.now() / tickMs) * tickMs - tickMs / 2;
}
