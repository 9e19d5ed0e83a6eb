import { graphSchema } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { asJson } from "../../src/db/client.ts";
import { editResponse, removeResponse } from "../../src/forms/change-response.ts";
import { Refusal } from "../../src/http/refusal.ts";
import { changePipeline } from "../../src/pipelines/change-pipeline.ts";
import { pausePipeline } from "../../src/pipelines/pause-pipeline.ts";
import { publish } from "../../src/pipelines/publish.ts";
import { replayRun } from "../../src/runs/replay-run.ts";
import { submit, until } from "../support/pipeline.ts";
import { EngineModel, type Command, type ModelEvent, type ModelRun } from "./engine.model.ts";
import { graphOf } from "./engine-graphs.ts";
import type { EngineWorld } from "./engine-world.ts";

/** Long enough for a take-over, and for a circuit that opened to be tried again. */
const deadlineMs = 90_000;

interface Place {
  readonly formId: string;
  readonly pipelineId: string;
  readonly userId: string;
  readonly responseIds: string[];
}

/**
 * Gives a form of its own the commands one after the other, and compares what came of them with the
 * model. Returns how the two differ; nothing where they agree.
 */
export async function runSequence(
  world: EngineWorld,
  commands: readonly Command[],
): Promise<string[]> {
  const model = new EngineModel();
  const place = await makeForm(world);
  for (const command of commands) await give(world, place, model, command);
  // Whatever is still held is let go, so that everything comes to an end.
  await give(world, place, model, { kind: "resume" });
  await atRest(world, place);
  return compare(world, place, model);
}

async function makeForm({ test, deps }: EngineWorld): Promise<Place> {
  const [userId, formId, pipelineId] = [newId(), newId(), newId()];
  await test.prisma.user.create({
    data: { id: userId, name: "Ada", email: `${userId}@example.test` },
  });
  await deps.prisma.form.create({
    data: {
      id: formId,
      slug: formId,
      name: "Form",
      ownerId: userId,
      fields: [{ id: "size", kind: "number", label: "Size", required: false }],
      webhookSecret: Buffer.from(""),
    },
  });
  await deps.prisma.pluginConfig.create({
    data: { id: pipelineId, formId, name: "Model", enabled: false, graph: {}, createdById: userId },
  });
  return { formId, pipelineId, userId, responseIds: [] };
}

const sizeOf = (big: boolean): number => (big ? 9 : 1);

/** Carries out one command on both sides. */
async function give(
  world: EngineWorld,
  place: Place,
  model: EngineModel,
  command: Command,
): Promise<void> {
  const { deps, test } = world;
  const { formId, pipelineId: id, userId } = place;
  switch (command.kind) {
    case "submit":
      place.responseIds.push(await submit(test, formId, { size: sizeOf(command.big) }));
      return model.submitted(command.big);
    case "edit":
    case "delete":
      return change(world, place, model, command);
    case "publish": {
      const graph = asJson(graphSchema.parse(graphOf(command.variant, world.sink.url)));
      await deps.prisma.pluginConfig.update({ where: { id }, data: { graph } });
      await publish(deps, { id, userId, note: "" });
      return model.published(command.variant);
    }
    case "on":
    case "off":
      // An event's runs are begun a moment after its commit, by what is on at that later moment.
      await started(world, place, model);
      await changePipeline(deps, { id, userId, version: null, enabled: command.kind === "on" });
      return model.switched(command.kind === "on");
    case "pause":
    case "resume":
      await pausePipeline(deps, { id, userId, paused: command.kind === "pause" });
      return model.paused(command.kind === "pause");
    case "cancel":
      await started(world, place, model);
      await test.pipeline.cancelRuns({ pipelineId: id });
      return model.cancelled();
    case "kill":
      return world.kill();
    case "replay":
      return replay(world, place, command.pick);
  }
}

async function change(
  world: EngineWorld,
  place: Place,
  model: EngineModel,
  { kind, pick, big }: Extract<Command, { pick: number }>,
): Promise<void> {
  const { existing } = model;
  const at = existing[pick % Math.max(1, existing.length)];
  const responseId = place.responseIds[at ?? -1];
  if (at === undefined || responseId === undefined) return;
  const { formId, userId } = place;
  if (kind === "edit") {
    const data = { size: sizeOf(big) };
    await editResponse(world.deps, { formId, responseId, version: null, data });
    return model.edited(at, big);
  }
  await started(world, place, model);
  await removeResponse(world.deps, { formId, responseId, userId });
  model.deleted(at);
}

/** Waits until every event's run exists: what does not exist yet can't be cancelled. */
async function started(
  { deps }: EngineWorld,
  { formId }: Place,
  model: EngineModel,
): Promise<void> {
  await until(
    () => deps.prisma.pluginRun.count({ where: { formId, replayOf: null } }),
    (count) => count >= model.runs.length,
    deadlineMs,
  );
}

/** Replays some run; one that is not over, or whose response is gone, is refused. */
async function replay(
  { deps }: EngineWorld,
  { formId, userId }: Place,
  pick: number,
): Promise<void> {
  const runs = await deps.prisma.pluginRun.findMany({ where: { formId }, orderBy: { id: "asc" } });
  const run = runs[pick % Math.max(1, runs.length)];
  if (run === undefined) return;
  const body = { version: "original", sendAgain: false, applyToDraft: false } as const;
  try {
    await replayRun(deps, { runId: run.id, userId, key: null, body });
  } catch (error) {
    const isExpected = error instanceof Refusal && refusals.has(error.code);
    if (!isExpected) throw error;
  }
}

const refusals = new Set(["run_unfinished", "gone", "effect_unknown", "not_found"]);

/** Waits until every event has its runs, and all of them are over. */
async function atRest({ deps }: EngineWorld, { formId }: Place): Promise<void> {
  await until(
    () => deps.prisma.formEvent.count({ where: { formId, dispatchedAt: null } }),
    (unstarted) => unstarted === 0,
    deadlineMs,
  );
  await until(
    () =>
      deps.prisma.pluginRun.findMany({
        where: { formId, finishedAt: null },
        select: { id: true, status: true, owner: true, dueAt: true, careful: true, epoch: true },
      }),
    (open) => open.length === 0,
    deadlineMs,
  );
}

async function compare(world: EngineWorld, place: Place, model: EngineModel): Promise<string[]> {
  const { prisma } = world.deps;
  const { formId } = place;
  const [events, rows, versions] = await Promise.all([
    prisma.formEvent.findMany({ where: { formId }, orderBy: { id: "asc" } }),
    prisma.pluginRun.findMany({ where: { formId } }),
    prisma.pluginConfigVersion.findMany({ where: { pluginConfigId: place.pipelineId } }),
  ]);
  const jobs = await prisma.pluginJob.findMany({
    where: { runId: { in: rows.map(({ id }) => id) } },
  });
  const numbers = new Map(versions.map(({ id, number }) => [id, number]));
  const runs = rows.map((row) => ({
    ...row,
    number: numbers.get(row.versionId) ?? 0,
    jobs: jobs.filter(({ runId }) => runId === row.id),
  }));
  const types = events.map(({ type }) => type).join(" ");
  const expected = model.events.map(({ type }) => type).join(" ");
  if (types !== expected) return [`events are ${types}, not ${expected}`];
  return model.events.flatMap((event, at) => {
    const own = runs.filter(({ eventId }) => eventId === events[at]?.id);
    const found = own.filter(({ replayOf }) => replayOf === null);
    const count = event.run === null ? 0 : 1;
    if (found.length !== count)
      return [`event ${at} (${event.type}) has ${found.length} runs, not ${count}`];
    if (event.run === null) return [];
    const { run } = event;
    return own.flatMap((row) =>
      compareRun(world, run, row).map((what) => `${named(event, at)}: ${what} (${tellRun(row)})`),
    );
  });
}

const named = (event: ModelEvent, at: number): string => `the run of event ${at} (${event.type})`;

interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly replayOf: string | null;
  readonly number: number;
  readonly epoch: number;
  readonly careful: boolean;
  readonly jobs: readonly {
    readonly nodeId: string;
    readonly status: string;
    readonly port: string | null;
    readonly attempts: number;
    readonly uncharged: number;
  }[];
}

function compareRun(world: EngineWorld, run: ModelRun, row: RunRow): string[] {
  const isReplay = row.replayOf !== null;
  const { number } = row;
  if (number !== run.version) return [`it ran version ${number}, not ${run.version}`];
  if (row.status === "cancelled") {
    return run.cancelled === "no" && !isReplay ? ["nobody cancelled it"] : [];
  }
  if (run.cancelled === "yes" && !isReplay) return [`it was cancelled, and is ${row.status}`];
  const { ending } = run;
  if (row.status !== ending.status) return [`it is ${row.status}, not ${ending.status}`];
  if (row.outcome !== ending.outcome)
    return [`its outcome is ${String(row.outcome)}, not ${String(ending.outcome)}`];
  return row.jobs.flatMap(({ nodeId, status }) => {
    const wanted = ending.steps[nodeId];
    if (status !== wanted) return [`its step ${nodeId} is ${status}, not ${String(wanted)}`];
    return compareActs(world, row, { nodeId, status });
  });
}

/** All that a failure's reader needs to know of a run. */
function tellRun({ id, status, epoch, careful, jobs }: RunRow): string {
  const steps = jobs.map(
    (job) => `${job.nodeId} ${job.status} by ${job.port} ${job.attempts}-${job.uncharged}`,
  );
  return `${id} ${status}, epoch ${epoch}, ${careful ? "careful" : "first pass"}: ${steps.join(", ")}`;
}

const acting = new Set(["one", "two", "three"]);

/** A completed act arrived, and once only where the run was never taken over; a skipped one never did. */
function compareActs(
  { sink }: EngineWorld,
  { id, replayOf, careful }: RunRow,
  { nodeId, status }: { readonly nodeId: string; readonly status: string },
): string[] {
  if (!acting.has(nodeId) || replayOf !== null) return [];
  const hits = sink.hits(id, nodeId);
  if (status === "skipped") return hits === 0 ? [] : [`its skipped step ${nodeId} acted`];
  if (hits === 0) return [`its step ${nodeId} is completed, and never acted`];
  const usual = 2; // a step that was told to come again acted twice
  return hits > usual && !careful ? [`its step ${nodeId} acted ${hits} times`] : [];
}
