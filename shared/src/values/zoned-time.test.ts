import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDatePattern, formatMoment } from "./date-format.ts";
import {
  dayNumber,
  isTimeZone,
  parseMoment,
  parseTimeOfDay,
  wallToEpoch,
  zoneOffset,
} from "./zoned-time.ts";

function instant(text: string, timeZone = "Europe/Oslo"): string | undefined {
  const moment = parseMoment(text, timeZone);
  if (moment === undefined) return undefined;
  return moment.dateOnly ? "day" : new Date(moment.epochMs).toISOString();
}

describe("parseMoment", () => {
  it("reads days, and instants with and without a zone", () => {
    expect(instant("2026-01-31")).toBe("day");
    expect(instant("2026-01-31T10:00")).toBe("2026-01-31T09:00:00.000Z");
    expect(instant("2026-07-31 10:00:05.25")).toBe("2026-07-31T08:00:05.250Z");
    expect(instant("2026-07-31T10:00:00Z")).toBe("2026-07-31T10:00:00.000Z");
    expect(instant("2026-07-31T10:00-0330")).toBe("2026-07-31T13:30:00.000Z");
  });

  it("moves a left-out hour on, and takes the first of a doubled one", () => {
    expect(instant("2026-03-29T02:30")).toBe("2026-03-29T01:30:00.000Z");
    expect(instant("2026-10-25T02:30")).toBe("2026-10-25T00:30:00.000Z");
    expect(instant("2026-11-01T01:30", "America/New_York")).toBe("2026-11-01T05:30:00.000Z");
  });

  it.each(["2026-02-30", "2026-13-01", "2026-1-1", "2026-01-01T24:00", "2026", "tomorrow", "", 5])(
    "refuses %j",
    (text) => {
      expect(parseMoment(text, "UTC")).toBeUndefined();
    },
  );

  it("agrees with Date on what is written in UTC", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(instant(date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
  });

  it("comes back from wall time to the same instant in any zone", () => {
    const zone = fc.constantFrom(
      "Europe/Oslo",
      "America/St_Johns",
      "Asia/Kathmandu",
      "Pacific/Apia",
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), zone, (seconds, timeZone) => {
        const epochMs = seconds * 1_000;
        const back = wallToEpoch(epochMs + zoneOffset(epochMs, timeZone), timeZone);
        // Twice a year an hour occurs twice; then the first of the two comes back.
        expect([0, 1_800_000, 3_600_000, 86_400_000]).toContain(epochMs - back);
      }),
    );
  });
});

describe("other parts of time", () => {
  it("reads times of day", () => {
    expect(parseTimeOfDay("14:30")).toBe(52_200_000);
    expect(parseTimeOfDay("14:30:05")).toBe(52_205_000);
    expect(parseTimeOfDay("24:00")).toBeUndefined();
    expect(parseTimeOfDay("2:30 pm")).toBeUndefined();
    expect(parseTimeOfDay(1430)).toBeUndefined();
  });

  it("knows the day it is somewhere else", () => {
    const moment = { dateOnly: false, epochMs: Date.UTC(2026, 0, 1, 23, 30) } as const;
    expect(dayNumber(moment, "Europe/Oslo") - dayNumber(moment, "UTC")).toBe(1);
  });

  it("tells zones from other names, and takes an unknown one for UTC", () => {
    expect(isTimeZone("Europe/Oslo")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(zoneOffset(0, "Mars/Olympus")).toBe(0);
  });

  it("refuses patterns with letters it does not know", () => {
    expect(checkDatePattern("dd.MM.yyyy 'kl.' HH:mm")).toBeUndefined();
    expect(checkDatePattern("long")).toBeUndefined();
    expect(checkDatePattern("YYYY-MM-DD")).toContain("YYYY");
    expect(checkDatePattern("y".repeat(65))).toContain("64");
  });

  it("writes times past noon and midnight on both clocks", () => {
    const moment = parseMoment("2026-01-01T00:05:09.007Z", "UTC");
    expect(moment && formatMoment(moment, "h:mm a H ss SSS EEE MMM", "UTC")).toBe(
      "12:05 AM 0 09 007 Thu Jan",
    );
    expect(moment && formatMoment(moment, "xxx", "America/St_Johns")).toBe("-03:30");
  });
});
