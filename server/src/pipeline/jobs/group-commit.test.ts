import { describe, expect, test } from "vitest";
import { GroupCommit } from "./group-commit.ts";

const doubled = (items: readonly number[]): Promise<readonly number[]> =>
  Promise.resolve(items.map((item) => item * 2));

describe("GroupCommit", () => {
  test("answers each item with its own answer", async () => {
    const group = new GroupCommit({ commit: doubled, maxItems: 10, gatherMs: 1 });
    expect(await Promise.all([1, 2, 3].map((item) => group.add(item)))).toEqual([2, 4, 6]);
  });

  test("writes what arrives during a commit in the next one", async () => {
    const batches: number[][] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const group = new GroupCommit<number, number>({
      commit: async (items) => {
        batches.push([...items]);
        await gate;
        return items;
      },
      maxItems: 10,
      gatherMs: 1,
    });
    const first = group.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [2, 3, 4].map((item) => group.add(item));
    release();
    await Promise.all([first, ...rest]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  test("never takes more than its limit at once", async () => {
    const sizes: number[] = [];
    const group = new GroupCommit<number, number>({
      commit: (items) => {
        sizes.push(items.length);
        return Promise.resolve(items);
      },
      maxItems: 3,
      gatherMs: 1,
    });
    await Promise.all(Array.from({ length: 8 }, (_, item) => group.add(item)));
    expect(sizes).toEqual([3, 3, 2]);
  });

  test("lets only the culprit of a failed batch pay", async () => {
    const group = new GroupCommit<number, number>({
      commit: (items) =>
        items.includes(2) ? Promise.reject(new Error("two")) : Promise.resolve(items),
      maxItems: 10,
      gatherMs: 1,
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("goes on after a failure", async () => {
    let fails = true;
    const group = new GroupCommit<number, number>({
      commit: (items) => (fails ? Promise.reject(new Error("away")) : Promise.resolve(items)),
      maxItems: 10,
      gatherMs: 1,
    });
    await expect(group.add(1)).rejects.toThrow("away");
    fails = false;
    expect(await group.add(2)).toBe(2);
  });
});
