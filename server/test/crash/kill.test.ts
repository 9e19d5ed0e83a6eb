import { describe, expect, test } from "vitest";
import { killExperiment } from "./experiments/f01-kill.ts";

describe("a server that is killed while submissions arrive", () => {
  test("loses nothing that it acknowledged, and accepts one result per step", async () => {
    const sizes = { submissions: 500, kills: 20, clients: 10, pauseMs: 300, seed: 20_261_122 };
    const result = await killExperiment(sizes, () => undefined);
    expect(result).toMatchObject({ acknowledged: 500, stored: 500, runs: 500 });
    expect(Object.values(result.faults).flat()).toEqual([]);
    expect(result.readyMs).toHaveLength(20);
    expect(result.duplicates).toBeLessThanOrEqual(result.interrupted);
  }, 300_000);
});
