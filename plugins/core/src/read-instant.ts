import { parseMoment, wallToEpoch } from "@formloom/shared/values";

/**
 * The instant that a date (`2026-01-31`: the start of that day) or a date with time means. Without a
 * zone of its own it is in `timeZone` (IANA). Undefined for what is neither.
 *
 * @example const due = readInstant(ctx.config.until, ctx.form.timeZone);
 */
export function readInstant(text: string, timeZone: string): Date | undefined {
  const moment = parseMoment(text, timeZone);
  if (moment === undefined) return undefined;
  return new Date(moment.dateOnly ? wallToEpoch(moment.wallMs, timeZone) : moment.epochMs);
}
