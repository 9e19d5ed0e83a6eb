import { expect, test } from "vitest";
import { failPointExperiment } from "./experiments/f02-fail-points.ts";
import { brokenIn } from "./broken-rows.ts";

test("what is promised holds at every fail point", async () => {
  const rows = await failPointExperiment(1, 20_261_122, () => undefined);
  expect(brokenIn(rows)).toEqual([]);
}, 240_000);
