import { describe, expect, it } from "vitest";
import { createRequestKeys } from "./use-request-key.ts";

describe("request keys", () => {
  it("stay the same for a wish until it is answered", () => {
    const keys = createRequestKeys();
    const first = keys.keyOf({ mode: "run" });
    expect(keys.keyOf({ mode: "run" })).toBe(first);
    keys.answered();
    expect(keys.keyOf({ mode: "run" })).not.toBe(first);
  });

  it("differ for another wish", () => {
    const keys = createRequestKeys();
    expect(keys.keyOf({ mode: "run" })).not.toBe(keys.keyOf({ mode: "to-me" }));
  });
});
