import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Minutes against seconds: whatever begins last of these is what everybody waits for. */
const long = [/server\/test\/crash\//, /server\/test\/model\//, /server\/test\//];

/**
 * Begins with the files that take longest. Without an earlier run to learn from, Vitest goes by size, and
 * the shortest file here is the one that kills servers for a minute.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, which changes nothing
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = long.findIndex((pattern) => pattern.test(moduleId));
  return rank === -1 ? long.length : rank;
}
