import { wallTime, wallToEpoch, type Moment } from "./zoned-time.ts";

/**
 * Names of months and days are our own and English: a preview in the browser and the mail that the
 * server sends have to read the same, and the platforms' tables differ between versions.
 */
const months =
  "January February March April May June July August September October November December".split(
    " ",
  );
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Pattern of a style for a day, and for a day with time. */
const styles = new Map<string, readonly [day: string, instant: string]>([
  ["iso", ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssxxx"]],
  ["short", ["d MMM yyyy", "d MMM yyyy HH:mm"]],
  ["long", ["EEEE, d MMMM yyyy", "EEEE, d MMMM yyyy 'at' HH:mm"]],
]);
const defaultStyle = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm"] as const;

const maxPatternLength = 64;
const tokenPattern = /'((?:[^']|'')*)'|([a-zA-Z])\2*|'/g;

/** The names a `date` filter knows instead of a pattern. */
export const dateStyles: readonly string[] = [...styles.keys()];

interface WallClock {
  readonly date: Date;
  readonly offsetMinutes: number;
}

/** What each run of letters in a pattern stands for. */
const tokens = new Map<string, (wall: WallClock) => string>([
  ["yyyy", ({ date }) => String(date.getUTCFullYear()).padStart(4, "0")],
  ["yy", ({ date }) => pad(date.getUTCFullYear() % 100)],
  ["MMMM", ({ date }) => months[date.getUTCMonth()] ?? ""],
  ["MMM", ({ date }) => (months[date.getUTCMonth()] ?? "").slice(0, 3)],
  ["MM", ({ date }) => pad(date.getUTCMonth() + 1)],
  ["M", ({ date }) => String(date.getUTCMonth() + 1)],
  ["dd", ({ date }) => pad(date.getUTCDate())],
  ["d", ({ date }) => String(date.getUTCDate())],
  ["EEEE", ({ date }) => weekdays[date.getUTCDay()] ?? ""],
  ["EEE", ({ date }) => (weekdays[date.getUTCDay()] ?? "").slice(0, 3)],
  ["HH", ({ date }) => pad(date.getUTCHours())],
  ["H", ({ date }) => String(date.getUTCHours())],
  ["hh", ({ date }) => pad(date.getUTCHours() % 12 || 12)],
  ["h", ({ date }) => String(date.getUTCHours() % 12 || 12)],
  ["mm", ({ date }) => pad(date.getUTCMinutes())],
  ["ss", ({ date }) => pad(date.getUTCSeconds())],
  ["SSS", ({ date }) => String(date.getUTCMilliseconds()).padStart(3, "0")],
  ["a", ({ date }) => (date.getUTCHours() < 12 ? "AM" : "PM")],
  ["xxx", ({ offsetMinutes }) => writeOffset(offsetMinutes)],
]);

/**
 * What is wrong with a date pattern, in a sentence; undefined when it is a style's name or a pattern
 * of yyyy yy MMMM MMM MM M dd d EEEE EEE HH H hh h mm ss SSS a xxx, with 'quoted' letters.
 */
export function checkDatePattern(pattern: string): string | undefined {
  if (styles.has(pattern)) return undefined;
  if (pattern.length > maxPatternLength) return "A date pattern has at most 64 characters.";
  for (const [token, quoted] of pattern.matchAll(tokenPattern)) {
    if (quoted !== undefined || tokens.has(token)) continue;
    return `A date pattern such as "yyyy-MM-dd HH:mm" is expected, found "${token.slice(0, 20)}".`;
  }
  return undefined;
}

/**
 * Writes a moment by a pattern or style as the zone's wall clock shows it. Without a pattern it is
 * `yyyy-MM-dd`, followed by `HH:mm` when the moment has a time.
 */
export function formatMoment(
  moment: Moment,
  pattern: string | undefined,
  timeZone: string,
): string {
  const style = pattern === undefined ? defaultStyle : styles.get(pattern);
  const text = style === undefined ? (pattern ?? "") : style[moment.dateOnly ? 0 : 1];
  const wallMs = wallTime(moment, timeZone);
  const epochMs = moment.dateOnly ? wallToEpoch(wallMs, timeZone) : moment.epochMs;
  const wall = { date: new Date(wallMs), offsetMinutes: Math.round((wallMs - epochMs) / 60_000) };
  return text.replace(tokenPattern, (token, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
    return tokens.get(token)?.(wall) ?? token;
  });
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

function writeOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
