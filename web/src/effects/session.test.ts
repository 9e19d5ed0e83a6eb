import { beforeEach, describe, expect, it, vi } from "vitest";
import { safeNext } from "./session.ts";

describe("safeNext", () => {
  beforeEach(() => vi.stubGlobal("window", { location: { origin: "https://forms.example.org" } }));

  it("keeps a path of this site", () => {
    expect(safeNext("/runs?formId=1")).toBe("/runs?formId=1");
  });

  it("leads nowhere else", () => {
    const traps = [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "",
      undefined,
    ];
    expect(traps.map(safeNext)).toEqual(traps.map(() => "/"));
  });
});
