import { fakeContext } from "@formloom/plugin-sdk/testing";
import { describe, expect, it } from "vitest";
import { backend } from "./backend.ts";
import { manifest } from "./manifest.ts";

describe("trigger", () => {
  it("hands the event's payload on", async () => {
    const { ctx } = fakeContext(manifest, { answers: { name: "Ada" } });
    expect(await backend.run(ctx)).toEqual({ output: ctx.event.payload });
    expect(ctx.event.payload.answers).toEqual({ name: "Ada" });
  });

  it("serves all four form events and has no way in", () => {
    expect(manifest.triggers).toHaveLength(4);
    expect(manifest.inputs).toEqual([]);
  });

  it("needs at least one event", () => {
    expect(manifest.config.safeParse({ events: [], filter: null }).success).toBe(false);
    expect(manifest.config.safeParse({ events: ["form.opened"] }).success).toBe(false);
  });

  it("takes a condition, or none", () => {
    const filter = {
      combinator: "and",
      rules: [{ field: "answers.budget", operator: ">", value: 1000 }],
    };
    expect(manifest.config.parse({ events: ["form.submitted"], filter }).filter).toEqual(filter);
    expect(manifest.config.parse({ events: ["form.submitted"] }).filter).toBeNull();
  });
});
