import { describe, expect, test } from "vitest";
import { brokenIn } from "./broken-rows.ts";
import { f03 } from "./experiments/f03-same-key.ts";
import { f04 } from "./experiments/f04-database-killed.ts";
import { f12 } from "./experiments/f12-bad-plugins.ts";
import { f13 } from "./experiments/f13-hanging-plugins.ts";

const options = { scale: "small", seed: 20_261_122, log: () => undefined } as const;

describe("the fault experiments, small", () => {
  test.each([f03, f04, f12, f13])(
    "$id: $title",
    async (experiment) => {
      expect(brokenIn(await experiment.run(options))).toEqual([]);
    },
    180_000,
  );
});
