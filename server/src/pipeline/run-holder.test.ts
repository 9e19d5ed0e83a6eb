import { describe, expect, test } from "vitest";
import { planOf, planStep, until } from "../../test/support/pipeline.ts";
import type { HeldRun } from "./in-flight.ts";
import { RunHolder } from "./run-holder.ts";
import type { RunProgress } from "./worker/protocol.ts";

const run: HeldRun = {
  runId: "run",
  epoch: 1,
  rootRunId: "run",
  pipelineId: "pipeline",
  versionId: "version",
  plan: planOf([planStep({ nodeId: "a", type: "echo" })]),
  careful: false,
  isTest: false,
  testTo: null,
  priority: 0,
  event: {
    id: "event",
    formId: "form",
    responseId: null,
    type: "form.submitted",
    payload: {},
    originPipelineId: null,
    at: new Date(0).toISOString(),
  },
  form: { id: "form", name: "Form", ownerId: "owner", timeZone: "UTC" },
  resumed: [],
};

const progress: RunProgress = {
  runId: "run",
  epoch: 1,
  steps: [
    {
      ordinal: 0,
      nodeId: "a",
      status: "completed",
      attempts: 1,
      uncharged: 0,
      port: "out",
      skipReason: null,
      effects: null,
      caught: [],
      dueInMs: null,
      log: {
        attempt: 1,
        outcome: "succeeded",
        startedAtMs: 0,
        durationMs: 1,
        input: "{}",
        output: '"x"',
        error: null,
        lines: [],
      },
    },
  ],
  stand: { kind: "over", status: "completed", outcome: null },
  awaited: [],
};

function holderThat(settle: (item: RunProgress, call: number) => Promise<boolean>) {
  const settled: RunProgress[] = [];
  const dropped: string[] = [];
  const holder = new RunHolder({
    pool: {
      dispatch: () => {},
      granted: () => {},
      recorded: () => {},
      drop: (runId) => void dropped.push(runId),
    },
    credentials: {
      connection: () => Promise.resolve(null),
      webhookSecrets: () => Promise.resolve([]),
      serverMail: null,
    },
    settle: {
      add: (item) => {
        settled.push(item);
        return settle(item, settled.length);
      },
    },
    announce: { step: () => {}, run: () => {} },
    baseUrl: "",
    isOutage: (error) => error instanceof Error && error.message === "away",
    onParked: () => {},
    onDefect: () => {},
  });
  return { holder, settled, dropped };
}

describe("RunHolder", () => {
  test("writes a result again until the database is back", async () => {
    const { holder, settled } = holderThat((_item, call) =>
      call === 1 ? Promise.reject(new Error("away")) : Promise.resolve(true),
    );
    await holder.hold(run);
    holder.progress([progress]);
    await holder.whenIdle(5_000);
    expect(settled).toMatchObject([progress, progress]);
    expect(holder.runs.size).toBe(0);
  });

  test("does not let a later report overtake one that has to be written again", async () => {
    const { holder, settled } = holderThat((_item, call) =>
      call === 1 ? Promise.reject(new Error("away")) : Promise.resolve(true),
    );
    await holder.hold(run);
    const going: RunProgress = { ...progress, stand: { kind: "going" } };
    holder.progress([going]);
    holder.progress([progress]);
    await holder.whenIdle(5_000);
    expect(settled.map((item) => item.stand.kind)).toEqual(["going", "going", "over"]);
  });

  test("fails a run whose result the database refuses for good", async () => {
    const { holder, settled } = holderThat((item) =>
      item.steps[0]?.log?.output === null
        ? Promise.resolve(true)
        : Promise.reject(new Error("invalid byte")),
    );
    await holder.hold(run);
    holder.progress([progress]);
    await holder.whenIdle(5_000);
    expect(settled.at(-1)).toMatchObject({
      stand: { kind: "over", status: "failed" },
      steps: [
        { status: "failed", log: { outcome: "failed", error: { code: "result_unstorable" } } },
      ],
    });
  });

  test("drops a run that another holds by now, and ignores what still comes of it", async () => {
    const { holder, settled, dropped } = holderThat(() => Promise.resolve(false));
    await holder.hold(run);
    holder.progress([{ ...progress, stand: { kind: "going" } }]);
    await until(
      () => dropped,
      (list) => list.length === 1,
    );
    holder.progress([progress]);
    expect(settled).toHaveLength(1);
    expect(holder.runs.size).toBe(0);
  });

  test("leaves a run alone that was taken from it and came back meanwhile", async () => {
    const answers: ((held: boolean) => void)[] = [];
    const { holder, dropped } = holderThat(() => new Promise((resolve) => answers.push(resolve)));
    await holder.hold(run);
    holder.progress([{ ...progress, stand: { kind: "going" } }]);
    await holder.hold({ ...run, epoch: 4 });
    expect(dropped).toEqual(["run"]);
    for (const answer of answers) answer(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(holder.runs.get("run")?.epoch).toBe(4);
    expect(dropped).toEqual(["run"]);
  });

  test("ignores progress of another epoch", async () => {
    const { holder, settled } = holderThat(() => Promise.resolve(true));
    await holder.hold(run);
    holder.progress([{ ...progress, epoch: 7 }]);
    expect(settled).toEqual([]);
  });
});
