import { taskDetailSchema, taskSchema, type TaskDetail } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { atMost, exactly, reported, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { publishChain, webhookNode, type Prepared } from "../graphs.ts";
import { pause, until } from "../pause.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

/** How many responses, and how many runs a minute. */
interface Size {
  readonly responses: number;
  readonly perMinute: number;
  readonly pauseMs: number;
}

const sizes: Readonly<Record<"small" | "full", Size>> = {
  small: { responses: 400, perMinute: 1_200, pauseMs: 3_000 },
  full: { responses: 10_000, perMinute: 600, pauseMs: 60_000 },
};

export const f41: FaultExperiment = {
  id: "F41",
  title: "A backfill over past responses at a rate, with two kills and one pause",
  goal: "each response has one run and one key at the sink; the rate holds over kills and pause; nothing is made while paused",
  run: ({ scale, seed, log }) =>
    withWorld({ seed }, async (world) => {
      const size = sizes[scale];
      const form = await publishChain(world.api(), [webhookNode(world, "hook")]);
      await writeResponses(world, form, size.responses);
      const path = `/api/pipelines/${form.pipelineId}/backfill`;
      const body = { perMinute: size.perMinute };
      const { id } = await world.api().call(taskSchema, "POST", path, body);
      const madeWhilePaused = await disturb(world, { id, size, log });
      const ended = await reached(world, { id, size }, ({ finishedAt }) => finishedAt !== null);
      await waitForRest(world);
      return [
        exactly("the task ended as", ended.status, "completed"),
        exactly("runs that were made while it was paused", madeWhilePaused, 0),
        ...(await judgeRuns(world, form, size)),
        ...judgeDeliveries(world, size),
      ];
    }),
};

/** Kills at a quarter and at three fifths, a pause in between. */
async function disturb(
  world: World,
  at: { readonly id: string; readonly size: Size; readonly log: (line: string) => void },
): Promise<number> {
  const { id, size, log } = at;
  const share = (part: number) => (task: TaskDetail) => task.done >= size.responses * part;
  await reached(world, at, share(0.25));
  log("killed at a quarter");
  await world.killAndRestart();
  await reached(world, at, share(0.45));
  await world.api().call(taskSchema, "POST", `/api/tasks/${id}/pause`);
  const before = await countRuns(world);
  log(`paused with ${before} runs`);
  await pause(size.pauseMs);
  const made = (await countRuns(world)) - before;
  await world.api().call(taskSchema, "POST", `/api/tasks/${id}/resume`);
  await reached(world, at, share(0.6));
  log("killed at three fifths");
  await world.killAndRestart();
  return made;
}

/** Past responses: no event tells of them, so no run is started but by the backfill. */
async function writeResponses(world: World, { formId }: Prepared, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => newId());
  await world.sql(
    `INSERT INTO "FormResponse" (id, "formId", answers)
     SELECT id, $2, jsonb_build_object('subject', 'subj-' || n, 'budget', n)
     FROM unnest($1::uuid[]) WITH ORDINALITY AS r(id, n)`,
    [ids, formId],
  );
}

const reached = (
  world: World,
  { id, size }: { readonly id: string; readonly size: Size },
  fits: (task: TaskDetail) => boolean,
): Promise<TaskDetail> =>
  until(
    () => world.api().call(taskDetailSchema, "GET", `/api/tasks/${id}`),
    fits,
    // Three times what the rate allows, and a minute for kills and a slow machine.
    (3 * size.responses * 60_000) / size.perMinute + 60_000,
  );

const countRuns = async (world: World): Promise<number> =>
  Number((await world.sql(`SELECT count(*)::int AS n FROM "PluginRun"`))[0]?.["n"]);

async function judgeRuns(world: World, { formId }: Prepared, size: Size): Promise<Row[]> {
  const [found] = await world.sql(
    `SELECT count(*)::int AS runs, count(DISTINCT "responseId")::int AS responses,
       count(*) FILTER (WHERE status = 'completed')::int AS completed
     FROM "PluginRun" WHERE "formId" = $1`,
    [formId],
  );
  const [busiest] = await world.sql(
    `SELECT max(n)::int AS n FROM (
       SELECT count(*) OVER (ORDER BY "createdAt" RANGE BETWEEN interval '60 seconds' PRECEDING AND CURRENT ROW) AS n
       FROM "PluginRun" WHERE "formId" = $1) w`,
    [formId],
  );
  return [
    exactly("runs", Number(found?.["runs"]), size.responses),
    exactly("responses with a run", Number(found?.["responses"]), size.responses),
    exactly("completed", Number(found?.["completed"]), size.responses),
    // Both ends of a minute may hold a piece, which is a second's worth.
    atMost(
      "runs in the busiest minute",
      Number(busiest?.["n"]),
      Math.ceil(size.perMinute * (1 + 1 / 60)),
    ),
  ];
}

function judgeDeliveries(world: World, size: Size): Row[] {
  const keys = Map.groupBy(world.sinks.journal, ({ subject }) => subject);
  const severalKeys = [...keys.values()].filter(
    (list) => new Set(list.map(({ key }) => key)).size !== 1,
  );
  return [
    exactly("responses that the sink heard of", keys.size, size.responses),
    exactly("responses under more than one key", severalKeys.length, 0),
    // Whoever is killed while it sends sends again, under the same key.
    reported("repeated deliveries", world.sinks.journal.length - keys.size),
  ];
}
