import { expect, test } from "vitest";
import { judgeHealth, type HealthFacts } from "./judge-health.ts";

const at = "2026-04-22T10:00:00.000Z";
const well: HealthFacts = {
  at,
  queue: { due: 0, oldestSeconds: 0 },
  unfinished: {},
  lastHour: { completed: 100, failed: 2 },
  waiting: [],
  processes: [
    { name: "a:1", role: "all", startedAt: at, seenAt: at, runs: 0, memoryBytes: 1, threads: [] },
  ],
  services: [],
  database: { bytes: 1, tables: [] },
  upkeep: { retentionDays: 90, housekeeping: null, sweptAt: at },
  defects: { strayRuns: 0, takenOver: 3, threadsLost: { exit: 1 } },
  alerts: { open: 0, waiting: 0, undelivered: [] },
  mailConfigured: true,
};
const slack = {
  host: "slack.com",
  calls: 40,
  failed: 30,
  failingSince: at,
  lastFailedAt: at,
  circuit: "closed",
  waiting: 0,
} as const;
const judge = (facts: Partial<HealthFacts>) => judgeHealth({ ...well, ...facts });

test("all is well where nothing is wrong, take-overs included", () => {
  expect(judge({})).toEqual({ level: "well", findings: [] });
});

test("a service that refuses is named with its figures and since when, the worst first", () => {
  const { level, findings } = judge({
    unfinished: { needs_attention: 2 },
    services: [slack],
  });
  expect(level).toBe("trouble");
  expect(findings[0]).toEqual({
    level: "trouble",
    sentence: "slack.com has refused 30 of the last 40 calls",
    since: at,
  });
  expect(findings[1]?.sentence).toContain("2 runs wait until somebody says");
  expect(judge({ services: [{ ...slack, failingSince: null }] }).level).toBe("care");
  expect(judge({ services: [{ ...slack, failed: 2 }] }).level).toBe("well");
});

test("a queue that stands, no process and lost upkeep are trouble", () => {
  expect(judge({ queue: { due: 9, oldestSeconds: 61 } }).level).toBe("care");
  expect(judge({ queue: { due: 9, oldestSeconds: 301 } }).level).toBe("trouble");
  expect(judge({ processes: [] }).level).toBe("trouble");
  const late = { ...well.upkeep, sweptAt: "2026-04-22T09:59:00.000Z" };
  expect(judge({ upkeep: late }).level).toBe("trouble");
});
