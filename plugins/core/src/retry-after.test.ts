import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const now = new Date("2026-03-02T09:30:00.000Z");
const dayMs = 86_400_000;

describe("parseRetryAfter", () => {
  it.each([
    ["120", 120_000],
    [" 5 ", 5_000],
    ["Mon, 02 Mar 2026 09:32:00 GMT", 120_000],
    ["Monday, 02-Mar-26 09:32:00 GMT", 120_000],
    ["86400", dayMs],
    ["86401", dayMs],
    ["1000000000", dayMs],
    ["1e9", dayMs],
    ["Mon, 02 Mar 2037 09:32:00 GMT", dayMs],
  ])("honours %s to the second, up to 24 h", (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  it.each([
    undefined,
    "",
    "-1",
    "0",
    "soon",
    "NaN",
    "12 monkeys",
    "0x10",
    "1e99999",
    "Mon, 02 Mar 2026 09:29:00 GMT",
    "Mon, 99 Foo 2026 09:29:00 GMT",
    "9".repeat(400),
  ])("takes %s for no wish at all", (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });
});
