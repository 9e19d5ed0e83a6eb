/** From when to when the list looks, as it stands in the address; `to` is not included. */
export interface RunDates {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** The day of a time where the person is, as date inputs write it; empty without one. */
export function dayOf(time: string | undefined): string {
  if (time === undefined) return "";
  const at = new Date(time);
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
  return parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, "0")).join("-");
}

/** The last day that is included, as date inputs write it; empty where there is no end. */
export function lastDayOf(to: string | undefined): string {
  return to === undefined ? "" : dayOf(new Date(Date.parse(to) - 1).toISOString());
}

/** When a day begins where the person is, `later` days on; undefined without a day that exists. */
export function beginOfDay(text: string, later = 0): string | undefined {
  const [year = Number.NaN, month = 1, date = 1] = text.split("-").map(Number);
  const at = new Date(year, month - 1, date + later);
  return text === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Hours that two dates cannot say, such as "23 Nov 2026, 14:00 – 15:00"; null for whole days. */
export function hoursWords({ from, to }: RunDates): string | null {
  const times = [from, to].filter((time) => time !== undefined);
  if (times.every((time) => beginOfDay(dayOf(time)) === time)) return null;
  const [begin, end] = [from, to].map((time) => (time === undefined ? null : new Date(time)));
  const beginWords = begin == null ? "" : moment.format(begin);
  if (end == null) return `since ${beginWords}`;
  if (begin == null) return `until ${moment.format(end)}`;
  const isSameDay = day.format(begin) === day.format(new Date(end.getTime() - 1));
  return `${beginWords} – ${isSameDay ? clock.format(end) : moment.format(end)}`;
}
