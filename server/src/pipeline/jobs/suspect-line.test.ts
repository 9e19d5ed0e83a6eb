import { describe, expect, it } from "vitest";
import type { ClaimedRun } from "./claim.ts";
import { SuspectLine } from "./suspect-line.ts";

/** A claimed run of one step that was cut off so often. */
function claimed(
  id: string,
  cut: { readonly free?: number; readonly charged?: number },
): ClaimedRun {
  const { free = 0, charged = 0 } = cut;
  const step = {
    ordinal: 0,
    status: "pending",
    port: null,
    attempts: free + charged,
    uncharged: free,
    effects: [],
    output: null,
    dueInMs: 0,
  } as const;
  const event = {
    id: `event of ${id}`,
    formId: "form",
    responseId: null,
    type: "form.updated",
    payload: {},
    originPipelineId: null,
    at: "2026-01-01T00:00:00.000Z",
  } as const;
  const row = {
    id,
    epoch: 2,
    rootRunId: id,
    pluginConfigId: "pipeline",
    versionId: "version",
    formId: "form",
    eventId: event.id,
    isTest: false,
    testTo: null,
    priority: 0,
    turn: null,
    careful: true,
    responseId: null,
    edits: null,
  };
  return { row, event, resumed: [step] };
}

/** A line whose runs end when the test says so. */
function openLine() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const line = new SuspectLine({
    begin: ({ row }) => {
      begun.push(row.id);
      return Promise.resolve();
    },
    whenGone: (id) => new Promise((resolve) => ends.set(id, resolve)),
    onError: (error) => {
      throw error;
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** Puts them in line, as one claim does. */
  const bring = async (runs: readonly ClaimedRun[]): Promise<void> => {
    for (const run of runs) expect(line.take(run)).toBe(true);
    line.next();
    await turn();
  };
  const end = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      ends.get(id)?.();
      ends.delete(id);
    }
    await turn();
  };
  /** Their thread is gone, and they with it. */
  const lose = async (ids: readonly string[]): Promise<void> => {
    line.mark(ids);
    await end(ids);
  };
  return { line, begun, active: () => [...ends.keys()], bring, end, lose };
}

const many = (count: number, cut: { readonly free?: number }): ClaimedRun[] =>
  Array.from({ length: count }, (_, n) => claimed(`${cut.free ?? 0}-${n}`, cut));

describe("the line of suspects", () => {
  it("leaves a run alone that was never interrupted", () => {
    expect(openLine().line.take(claimed("fresh", {}))).toBe(false);
  });

  it("begins with one, and doubles with every round that ends well, up to the company allowed", async () => {
    const { active, bring, end } = openLine();
    await bring(many(400, { free: 1 }));
    const sizes: number[] = [];
    while (active().length > 0) {
      sizes.push(active().length);
      await end(active());
    }
    expect(sizes.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
    expect(Math.max(...sizes)).toBe(64);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
  });

  it("gives less company to those that were interrupted more often, and they come later", async () => {
    const { active, begun, bring, end } = openLine();
    await bring([...many(30, { free: 2 }), ...many(3, { free: 3 }), ...many(100, { free: 1 })]);
    const rounds: string[][] = [];
    while (active().length > 0) {
      rounds.push(active());
      await end(active());
    }
    const mostOf = (kind: string) =>
      Math.max(
        ...rounds.filter((ids) => ids.some((id) => id.startsWith(kind))).map((ids) => ids.length),
      );
    expect(mostOf("2-")).toBe(8);
    expect(mostOf("3-")).toBe(1);
    const kinds = begun.map((id) => id.slice(0, 1));
    expect(kinds).toEqual([...kinds].toSorted());
  });

  it("starts anew with one when a thread dies under some of them", async () => {
    const { active, bring, end, lose } = openLine();
    await bring(many(100, { free: 1 }));
    for (let round = 0; round < 4; round += 1) await end(active());
    expect(active()).toHaveLength(16);
    await lose(active());
    expect(active()).toHaveLength(1);
    await end(active());
    expect(active()).toHaveLength(2);
  });

  it("knows whether a run is the only one", async () => {
    const { line, active, bring, end } = openLine();
    await bring(many(3, { free: 1 }));
    const [first = ""] = active();
    expect(line.isAlone(first)).toBe(true);
    await end([first]);
    expect(active()).toHaveLength(2);
    expect(active().some((id) => line.isAlone(id))).toBe(false);
  });

  it("lets one that had no company when its thread died execute alone again", async () => {
    const { line, active, bring, end } = openLine();
    line.mark(["culprit"]);
    await bring([...many(5, { free: 1 }), claimed("culprit", { charged: 1 })]);
    while (!active().includes("culprit")) await end(active());
    expect(active()).toEqual(["culprit"]);
  });

  it("finds the one that ends its thread among a thousand in few deaths", async () => {
    const { line, begun, active, bring, end, lose } = openLine();
    const culprit = "1-500";
    await bring(many(1_000, { free: 1 }));
    const free = new Map<string, number>();
    let deaths = 0;
    for (; active().length > 0;) {
      const now = active();
      if (!now.includes(culprit)) {
        await end(now);
        continue;
      }
      deaths += 1;
      if (line.isAlone(culprit)) break;
      await lose(now);
      for (const id of now) free.set(id, (free.get(id) ?? 1) + 1);
      await bring(now.map((id) => claimed(id, { free: free.get(id) ?? 1 })));
    }
    expect(line.isAlone(culprit)).toBe(true);
    expect(deaths).toBeLessThanOrEqual(3);
    expect(new Set(begun).size).toBe(1_000);
  });
});
