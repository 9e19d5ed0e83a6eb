import { caughtCode, fakeContext, type FakeContextOptions } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

const now = new Date("2026-03-27T09:30:00.000Z");

async function waitOf(config: Record<string, unknown>, options: FakeContextOptions = {}) {
  return backend.run(fakeContext(manifest, { config, now, ...options }).ctx);
}

function problemsOf(config: Record<string, unknown>) {
  return (manifest.validate?.(manifest.config.parse(config)) ?? []).map(
    ({ path, code }) => `${path} ${code}`,
  );
}

describe("delay for some time", () => {
  it.each([
    [{ amount: 5, unit: "minutes" }, "2026-03-27T09:35:00.000Z"],
    [{ amount: 1.5, unit: "hours" }, "2026-03-27T11:00:00.000Z"],
    [{ amount: 3, unit: "days" }, "2026-03-30T09:30:00.000Z"],
    [{ amount: 2, unit: "weeks" }, "2026-04-10T09:30:00.000Z"],
  ])("waits %j", async (span, until) => {
    expect(await waitOf({ for: span })).toEqual({
      output: { until },
      port: "out",
      waitUntil: new Date(until),
    });
  });

  it("takes a day for 24 hours, whatever the clocks do", async () => {
    const berlin = { timeZone: "Europe/Berlin" };
    expect(await waitOf({ for: { amount: 3, unit: "days" } }, berlin)).toMatchObject({
      output: { until: "2026-03-30T09:30:00.000Z" },
    });
  });

  it("waits ten years and no longer", async () => {
    const decade = await waitOf({ for: { amount: 3_653, unit: "days" } });
    expect(decade.waitUntil?.toISOString()).toBe("2036-03-27T09:30:00.000Z");
    for (const amount of [3_654, 1e300]) {
      const config = { for: { amount, unit: "days" } };
      expect(await caughtCode(() => waitOf(config))).toBe("too_far");
      expect(problemsOf(config)).toEqual(["for too_long"]);
    }
  });
});

describe("delay until a date", () => {
  it.each([
    ["a day, from its start in the form's zone", "2026-04-01", "2026-03-31T22:00:00.000Z"],
    ["a day before the clocks change", "2026-03-28", "2026-03-27T23:00:00.000Z"],
    ["a time without a zone", "2026-03-28T10:00", "2026-03-28T09:00:00.000Z"],
    ["a time with a zone", "2026-03-28T10:00:00+05:30", "2026-03-28T04:30:00.000Z"],
    ["a time in UTC", "2026-03-28 10:00:00Z", "2026-03-28T10:00:00.000Z"],
  ])("waits for %s", async (_, date, until) => {
    const options = { answers: { date }, timeZone: "Europe/Berlin" };
    expect(await waitOf({ until: "{{ answers.date }}" }, options)).toMatchObject({
      output: { until },
      waitUntil: new Date(until),
    });
  });

  it.each(["2026-03-27", "1999-12-31", "2026-03-27T09:30:00Z"])(
    "goes on at once when %s has passed",
    async (until) => {
      expect(await waitOf({ until })).not.toHaveProperty("waitUntil");
      expect((await waitOf({ until })).output).toHaveProperty("until");
    },
  );

  it.each([
    ["next Tuesday", "bad_date"],
    ["2026-02-30", "bad_date"],
    ["10:30", "bad_date"],
    [20_260_327, "bad_date"],
    [true, "bad_date"],
    ["", "no_date"],
    [undefined, "no_date"],
    ["2036-03-28", "too_far"],
    ["9999-12-31", "too_far"],
  ])("says what is wrong with %j: %s", async (date, code) => {
    const run = () => waitOf({ until: "{{ answers.date }}" }, { answers: { date } });
    expect(await caughtCode(run)).toBe(code);
  });

  it("is skipped where the inserted answer says so", async () => {
    const run = () => waitOf({ until: "{{ answers.date | orSkip }}" });
    expect(await caughtCode(run)).toBe("SkipStep");
  });
});

describe("the settings of delay", () => {
  it("say exactly one of the two", async () => {
    expect(problemsOf({})).toEqual([" required"]);
    const both = { for: { amount: 1, unit: "days" }, until: "2026-04-01" };
    expect(problemsOf(both)).toEqual([" both_set"]);
    expect(await caughtCode(() => waitOf({}))).toBe("not_set");
  });

  it("are judged as far as they are known", () => {
    expect(problemsOf({ until: "2026-04-01" })).toEqual([]);
    expect(problemsOf({ until: "{{ answers.date }}" })).toEqual([]);
    expect(problemsOf({ until: " " })).toEqual(["until required"]);
    expect(problemsOf({ until: "soon" })).toEqual(["until bad_date"]);
    for (const amount of [0, -1]) {
      expect(manifest.config.safeParse({ for: { amount, unit: "days" } }).success).toBe(false);
    }
  });

  it("are told in a dry run", async () => {
    const preview = async (until: string) =>
      (await backend.dryRun(fakeContext(manifest, { config: { until }, now }).ctx)).summary;
    expect(await preview("2026-04-01")).toBe("Waits until 2026-04-01T00:00:00.000Z");
    expect(await preview("2026-03-01")).toContain("Goes on at once");
  });
});
