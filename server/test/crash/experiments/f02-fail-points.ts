import { exactly, reported, type FaultExperiment, type Row } from "../fault-experiment.ts";
import {
  faultNode,
  fields,
  publishChain,
  triggerNode,
  webhookNode,
  type Prepared,
} from "../graphs.ts";
import { migratingRow, pruningRow, replayingRow } from "../fail-points-apart.ts";
import { judge, oracleRow } from "../oracle.ts";
import { untilOrNull } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { sendOnce } from "../send-once.ts";
import { answerKindly } from "../sinks.ts";
import { publishPipeline } from "../../support/spawned-api.ts";
import { withWorld, type World } from "../world.ts";

/** What one passage of a point led to. */
interface Passage {
  /** The status that the first client got; 0: its connection broke. */
  readonly status: number;
  readonly died: boolean;
  /** Responses of this submission right after the kill. */
  readonly storedAtOnce: number;
  /** Whether the second try was answered as a repeat. */
  readonly replayed: boolean;
}

/** Points that a submission passes, with the form that leads there. */
const points = [
  { id: "P1", name: "before-insert", form: "hook" },
  { id: "P2", name: "during-commit", form: "hook" },
  { id: "P3", name: "after-commit", form: "hook" },
  { id: "P4", name: "after-claim", form: "retry" },
  { id: "P5", name: "before-act", form: "hook" },
  { id: "P6", name: "bytes sent, no reply", form: "hook" },
  { id: "P7", name: "after-act", form: "hook" },
  { id: "P8", name: "after-settle", form: "hook" },
  { id: "P9", name: "at-join", form: "join" },
  { id: "P10", name: "writing-retry", form: "retry" },
] as const;

export async function failPointExperiment(
  repeats: number,
  seed: number,
  log: (line: string) => void,
): Promise<Row[]> {
  return withWorld({ seed }, async (world) => {
    const forms = await publishForms(world);
    const rows: Row[] = [];
    for (const point of points) {
      const form = forms[point.form];
      if (form === null) {
        rows.push(reported(`${point.id} ${point.name}`, "left out: the graph was refused"));
        continue;
      }
      const passages: Passage[] = [];
      for (let n = 0; n < repeats; n += 1) {
        passages.push(
          await passOnce(
            world,
            point,
            form,
            `subj-${seed.toString(36)}-${point.id}-${n}`.toLowerCase(),
          ),
        );
      }
      rows.push(...rowsOf(point, passages));
    }
    await waitForRest(world);
    rows.push(
      await replayingRow(world, repeats),
      await pruningRow(world, repeats, log),
      oracleRow(await judge(world, { outages: true })),
    );
    return rows;
  });
}

async function publishForms(
  world: World,
): Promise<Record<"hook" | "retry" | "join", Prepared | null>> {
  const api = world.api();
  // A sink of the second form refuses each subject once, so that its step waits for a second attempt.
  const refused = new Set<string>();
  world.sinks.behave = (delivery, req, res) => {
    if (delivery.node !== "flaky" || refused.has(delivery.subject))
      return answerKindly(delivery, req, res);
    refused.add(delivery.subject);
    res.writeHead(503).end();
  };
  const soon = { retry: { firstDelayMs: 300, factor: 1 } };
  const join = publishJoin(world).catch(() => null);
  return {
    hook: await publishChain(api, [webhookNode(world, "hook"), webhookNode(world, "then")], "Hook"),
    retry: await publishChain(api, [webhookNode(world, "flaky", soon)], "Retry"),
    join: await join,
  };
}

/** Two ways from the trigger that meet again, before a webhook; rejects where no node type can join. */
function publishJoin(world: World): Promise<Prepared> {
  const nodes = [
    triggerNode,
    faultNode("left", { how: "pass" }),
    faultNode("right", { how: "sleep", ms: 20 }),
    { id: "merge", type: "merge", config: { mode: "all" } },
    webhookNode(world, "joined"),
  ];
  const pairs = [
    ["trigger", "left"],
    ["trigger", "right"],
    ["left", "merge"],
    ["right", "merge"],
    ["merge", "joined"],
  ];
  const edges = pairs.map(([source, target], n) => ({ id: `e${n}`, source, target }));
  return publishPipeline(world.api(), { name: "Join", fields }, { nodes, edges });
}

async function passOnce(
  world: World,
  point: (typeof points)[number],
  form: Prepared,
  subject: string,
): Promise<Passage> {
  if (world.server.alive()) {
    world.server.kill("SIGKILL");
    await world.server.exited;
  }
  const byTheSink = point.id === "P6";
  const env = byTheSink ? {} : { FORMLOOM_TEST_FAIL_POINT: `${point.name}:1` };
  const victim = await world.start(env, { samePort: true });
  const kindly = world.sinks.behave;
  if (byTheSink) world.sinks.behave = () => victim.kill("SIGKILL");
  const first = await sendOnce(world, form, subject);
  const died = await untilOrNull(() => !victim.alive(), Boolean, 15_000);
  world.sinks.behave = kindly;
  if (died === null) {
    victim.kill("SIGKILL");
    await victim.exited;
  }
  const rows = await world.sql(
    `SELECT count(*)::int AS n FROM "FormResponse" WHERE answers->>'subject' = $1`,
    [subject],
  );
  await world.start({}, { samePort: true });
  const second = await sendOnce(world, form, subject);
  await waitForRest(world, 60_000);
  return {
    status: first.status,
    died: died !== null,
    storedAtOnce: Number(rows[0]?.["n"]),
    replayed: second.replayed,
  };
}

function rowsOf(point: (typeof points)[number], passages: readonly Passage[]): Row[] {
  const count = (which: (passage: Passage) => boolean): string =>
    `${passages.filter(which).length} of ${passages.length}`;
  const all = `${passages.length} of ${passages.length}`;
  const name = `${point.id} ${point.name}`;
  const rows = [
    exactly(
      `${name}: killed`,
      count(({ died }) => died),
      all,
    ),
  ];
  const beforeCommit = point.id === "P1" || point.id === "P2";
  if (beforeCommit || point.id === "P3") {
    rows.push(
      exactly(
        `${name}: the client saw a broken connection`,
        count(({ status }) => status === 0),
        all,
      ),
    );
  }
  if (beforeCommit) {
    rows.push(
      exactly(
        `${name}: nothing stored`,
        count(({ storedAtOnce }) => storedAtOnce === 0),
        all,
      ),
    );
  } else {
    rows.push(
      exactly(
        `${name}: stored once`,
        count(({ storedAtOnce }) => storedAtOnce === 1),
        all,
      ),
      exactly(
        `${name}: the same key again is a repeat`,
        count(({ replayed }) => replayed),
        all,
      ),
    );
  }
  return rows;
}

export const f02: FaultExperiment = {
  id: "F2",
  title: "Server killed at each named point",
  goal: "I1–I9 hold; before the commit nothing is stored and the client sees a broken connection; after it, the same key gets the first answer",
  run: async ({ scale, seed, log }) => {
    const repeats = scale === "full" ? 25 : 1;
    return [
      ...(await failPointExperiment(repeats, seed, log)),
      await migratingRow(repeats, seed),
      reported("P14 key rotation", "left out: keys are not rotated yet"),
    ];
  },
};
