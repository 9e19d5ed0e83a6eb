/**
 * A point in time as answers write it: a calendar day (`2026-01-31`), or an instant. `wallMs` is the
 * day's midnight read as if it were UTC; `epochMs` is milliseconds since 1970. A day becomes an
 * instant only together with a time zone.
 */
export type Moment =
  | { readonly dateOnly: true; readonly wallMs: number }
  | { readonly dateOnly: false; readonly epochMs: number };

const dayMs = 86_400_000;
const momentPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;
const timePattern = /^(\d{2}):(\d{2})(?::(\d{2}))?$/;

const maxFormats = 1_000;
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * Offsets by zone and quarter of an hour, as `Intl` takes 7 µs for each. Since 1973 zones change on
 * quarters only.
 */
const quarterMs = 900_000;
const quartersSince = Date.UTC(1973, 0, 1) / quarterMs;
const maxOffsets = 10_000;
const offsets = new Map<string, number>();

/** Whether the name is an IANA time zone (or an offset such as `+02:00`) known to this machine. */
export function isTimeZone(name: string): boolean {
  return zoneFormat(name) !== undefined;
}

/**
 * Reads an ISO 8601 day or date with time. A time without a zone is in `timeZone`. Undefined for
 * everything else, numbers and impossible days such as 30 February included.
 */
export function parseMoment(value: unknown, timeZone: string): Moment | undefined {
  if (typeof value !== "string" || value.length > 40) return undefined;
  const match = momentPattern.exec(value.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const dayWallMs = calendarDay(Number(year), Number(month), Number(day));
  if (dayWallMs === undefined) return undefined;
  if (hour === undefined) return { dateOnly: true, wallMs: dayWallMs };
  const clockMs = clockTime(Number(hour), Number(minute), Number(second ?? 0));
  if (clockMs === undefined) return undefined;
  const wallMs = dayWallMs + clockMs + Math.floor(Number(`0.${fraction ?? 0}`) * 1_000);
  if (zone === undefined) return { dateOnly: false, epochMs: wallToEpoch(wallMs, timeZone) };
  return { dateOnly: false, epochMs: wallMs - writtenOffset(zone) };
}

/** Reads a time of day (`14:30` or `14:30:15`) into milliseconds since midnight; else undefined. */
export function parseTimeOfDay(value: unknown): number | undefined {
  const match = typeof value === "string" ? timePattern.exec(value.trim()) : null;
  if (match === null) return undefined;
  return clockTime(Number(match[1]), Number(match[2]), Number(match[3] ?? 0));
}

/** What a wall clock in the zone shows at this moment, as milliseconds read as if they were UTC. */
export function wallTime(moment: Moment, timeZone: string): number {
  if (moment.dateOnly) return moment.wallMs;
  return moment.epochMs + zoneOffset(moment.epochMs, timeZone);
}

/** The number of the calendar day in the zone, counted from 1 January 1970. */
export function dayNumber(moment: Moment, timeZone: string): number {
  return Math.floor(wallTime(moment, timeZone) / dayMs);
}

/**
 * How far the zone is ahead of UTC at an instant, in milliseconds. A zone this machine doesn't know
 * counts as UTC: zones are checked when a form is saved, and a run is not the place to find out.
 */
export function zoneOffset(epochMs: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const quarter = Math.floor(epochMs / quarterMs);
  if (quarter < quartersSince) return readOffset(epochMs, timeZone);
  const key = `${quarter} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= maxOffsets) offsets.clear();
  const read = readOffset(quarter * quarterMs, timeZone);
  offsets.set(key, read);
  return read;
}

function readOffset(epochMs: number, timeZone: string): number {
  const format = zoneFormat(timeZone);
  if (format === undefined) return 0;
  const parts: Record<string, number> = {};
  for (const part of format.formatToParts(epochMs)) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return wallMs - Math.floor(epochMs / 1_000) * 1_000;
}

/**
 * The instant at which a wall clock in the zone shows `wallMs`. A time that the change to summer
 * time leaves out is moved on by the gap; one that occurs twice means the first (as Temporal does).
 */
export function wallToEpoch(wallMs: number, timeZone: string): number {
  const before = zoneOffset(wallMs - dayMs, timeZone);
  const after = zoneOffset(wallMs + dayMs, timeZone);
  const early = wallMs - Math.max(before, after);
  const late = wallMs - Math.min(before, after);
  if (zoneOffset(early, timeZone) === wallMs - early) return early;
  if (zoneOffset(late, timeZone) === wallMs - late) return late;
  return wallMs - before;
}

function calendarDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() : undefined;
}

function clockTime(hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1_000;
}

function writtenOffset(zone: string): number {
  if (zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone);
  if (known !== undefined || formats.has(timeZone)) return known;
  if (formats.size >= maxFormats) formats.clear();
  const made = makeFormat(timeZone);
  formats.set(timeZone, made);
  return made;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined; // the platform's only way to say that it doesn't know a zone
  }
}
