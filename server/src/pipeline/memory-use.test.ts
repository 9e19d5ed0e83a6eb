import { afterEach, expect, it, vi } from "vitest";
import { memoryUse } from "./memory-use.ts";

afterEach(() => vi.restoreAllMocks());

it("says what it knew last where there is no file handle to ask with", () => {
  const before = memoryUse();
  expect(before.processBytes).toBeGreaterThan(1_000_000);
  vi.spyOn(process, "memoryUsage").mockImplementation(() => {
    throw new Error("EMFILE: too many open files, uv_resident_set_memory");
  });
  expect(memoryUse()).toEqual(before);
});
