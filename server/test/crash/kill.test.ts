import { describe, expect, test } from "vitest";
import { killExperiment } from "./experiments/f01-kill.ts";

describe("a server that is killed while submissions arrive", () => {
  test("loses nothing that it acknowledged, and accepts one result per step", async () => {
    // As many moments as a test may take time for; `npm run faults` has 200 kills.
    const sizes = { submissions: 300, kills: 12, clients: 10, pauseMs: 300, seed: 20_261_122 };
    const result = await killExperiment(sizes, () => undefined);
    expect(result).toMatchObject({ acknowledged: 300, stored: 300, runs: 300 });
    expect(Object.values(result.faults).flat()).toEqual([]);
    expect(result.readyMs).toHaveLength(12);
    expect(result.duplicates).toBeLessThanOrEqual(result.interrupted);
  }, 300_000);
});
