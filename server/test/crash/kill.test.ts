import { describe, expect, test } from "vitest";
import { killExperiment } from "./experiment.ts";

describe("a server that is killed while submissions arrive", () => {
  test("loses nothing that it acknowledged, and accepts one result per step", async () => {
    const result = await killExperiment({
      submissions: 120,
      kills: 3,
      clients: 6,
      seed: 20_261_122,
      pauseMs: 300,
    });
    expect(result).toMatchObject({
      acknowledged: 120,
      stored: 120,
      runs: 120,
      lost: [],
      badRuns: [],
      badSteps: [],
      missing: [],
      unexplained: [],
      badKeys: [],
    });
    expect(result.readyMs).toHaveLength(3);
  }, 180_000);
});
