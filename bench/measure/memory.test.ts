import { describe, expect, test } from "vitest";
import { measureMemory } from "./memory.ts";
import { processTree, treeCpuMs } from "./process-tree.ts";

describe.skipIf(process.platform !== "linux")("a process tree", () => {
  test("has this process and its parent's other children", () => {
    expect(processTree([process.pid])).toContain(process.pid);
    expect(processTree([process.ppid])).toContain(process.pid);
  });

  test("uses more CPU the more it computes", () => {
    const before = treeCpuMs([process.pid]);
    const end = performance.now() + 100;
    while (performance.now() < end) Math.sqrt(end);
    expect(treeCpuMs([process.pid])).toBeGreaterThan(before);
  });

  test("counts shared programs in full only where it is measured as if alone", () => {
    const { pssMib, aloneMib } = measureMemory([process.pid]);
    expect(pssMib).toBeGreaterThan(10);
    expect(aloneMib).toBeGreaterThanOrEqual(pssMib);
    expect(aloneMib * 2 ** 20).toBeLessThan(process.memoryUsage.rss() * 1.2);
  });
});
