/**
 * Dates as the text says them: without a zone they are in the form's. Knows zones only by asking `Intl`
 * what a clock shows at an instant, never the other way round.
 */

export const compareTexts = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0;

/** Days by the calendar as soon as one side has no time; instants otherwise. */
export function compareDates(value: unknown, one: unknown, timeZone: string): number | null {
  const [left, right] = [String(value), String(one)];
  if (left === notADate || right === notADate) return null;
  if (left.length === 10 || right.length === 10) {
    return compareTexts(dayOf(left, timeZone), dayOf(right, timeZone));
  }
  return Math.sign(instantOf(left, timeZone) - instantOf(right, timeZone));
}

/** The one text among the drawn dates that is none. */
export const notADate = "2026-02-30";

const dayOf = (text: string, timeZone: string): string =>
  text.length === 10 ? text : clockAt(instantOf(text, timeZone), timeZone).slice(0, 10);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `2026-03-29T02:30` as a clock in the zone shows it at an instant. */
export function clockAt(epochMs: number, timeZone: string): string {
  const format = { timeZone, dateStyle: "short", timeStyle: "short" } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", format);
  clocks.set(timeZone, clock);
  return clock.format(epochMs).replace(" ", "T");
}

/** The first instant at which the zone's clock shows the text, among all that could be; else NaN. */
export function instantOf(text: string, timeZone: string): number {
  if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text);
  const quarters = Array.from({ length: 121 }, (_, at) => (at - 60) * 900_000);
  const around = Date.parse(`${text}Z`);
  const found = quarters.find((offset) => clockAt(around + offset, timeZone) === text.slice(0, 16));
  return found === undefined ? Number.NaN : around + found;
}
