import { newId } from "@formloom/shared/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAudit } from "../src/accounts/audit.ts";
import { createPrisma } from "../src/db/client.ts";
import { removePipeline } from "../src/pipelines/change-pipeline.ts";
import { pausePipeline } from "../src/pipelines/pause-pipeline.ts";
import {
  finishedRuns,
  formWithPipeline,
  oddPlugins,
  planOf,
  planStep,
  startTestPipeline,
  submit,
  until,
  type TestPipeline,
} from "./support/pipeline.ts";
import { testDatabase, type TestDatabase } from "./support/postgres.ts";

let database: TestDatabase;
let world: TestPipeline;
const plan = planOf([planStep({ nodeId: "echo", type: "echo", config: { text: "x" } })]);

const start = () =>
  startTestPipeline({ connectionString: database.connectionString, builtIn: oddPlugins });
const setPaused = (pipelineId: string, paused: boolean, at = world) =>
  pausePipeline(
    { prisma: at.prisma, pipeline: at.pipeline, audit: createAudit(at.prisma) },
    { id: pipelineId, userId: newId(), paused },
  );
const statuses = async (formId: string) =>
  (await world.prisma.pluginRun.findMany({ where: { formId } })).map((run) => run.status);

beforeAll(async () => {
  database = await testDatabase();
  world = await start();
});
afterAll(async () => {
  await world.stop();
  await database.drop();
});

describe("a paused pipeline", () => {
  test("holds its new runs over a restart, and runs them all when it is resumed", async () => {
    const { formId, pipelineId } = await formWithPipeline(world.prisma, plan);
    await submit(world, formId, {});
    await finishedRuns(world.prisma, formId);
    expect((await setPaused(pipelineId, true)).pausedAt).not.toBeNull();
    for (let at = 0; at < 5; at += 1) await submit(world, formId, {});
    expect((await statuses(formId)).toSorted()).toEqual(["completed", ...Array(5).fill("held")]);
    await world.stop();
    world = await start();
    expect((await statuses(formId)).filter((status) => status === "held")).toHaveLength(5);
    await setPaused(pipelineId, false);
    const { runs } = await finishedRuns(world.prisma, formId, 6);
    expect(runs.map((run) => run.status)).toEqual(Array(6).fill("completed"));
    const entries = await world.prisma.auditEntry.findMany({
      where: { subjectId: pipelineId },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual(["pipeline.paused", "pipeline.resumed"]);
  });

  test("has what a resume left behind released by the next start", async () => {
    const { formId, pipelineId } = await formWithPipeline(world.prisma, plan, { paused: true });
    for (let at = 0; at < 3; at += 1) await submit(world, formId, {});
    await world.stop();
    // A resume whose process died after its first commit.
    const prisma = createPrisma(database.connectionString);
    await prisma.pluginConfig.update({ where: { id: pipelineId }, data: { pausedAt: null } });
    await prisma.$disconnect();
    world = await start();
    const { runs } = await finishedRuns(world.prisma, formId, 3);
    expect(runs.map((run) => run.status)).toEqual(Array(3).fill("completed"));
  });

  test("releases a line in its order", async () => {
    const { formId, pipelineId } = await formWithPipeline(world.prisma, plan);
    await world.prisma.pluginConfig.update({
      where: { id: pipelineId },
      data: { oneAtATime: true, pausedAt: new Date() },
    });
    for (let at = 0; at < 4; at += 1) await submit(world, formId, {});
    expect(await statuses(formId)).toEqual(Array(4).fill("held"));
    await setPaused(pipelineId, false);
    const { runs } = await finishedRuns(world.prisma, formId, 4);
    expect(runs.map((run) => run.turn)).toEqual([1, 2, 3, 4]);
    const ends = runs.map((run) => run.finishedAt?.getTime() ?? 0);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  test("has its held runs cancelled with it, and raises what submissions look at", async () => {
    const { formId, pipelineId } = await formWithPipeline(world.prisma, plan);
    const revision = async () =>
      (await world.prisma.form.findUniqueOrThrow({ where: { id: formId } })).revision;
    const before = await revision();
    await setPaused(pipelineId, true);
    await setPaused(pipelineId, true);
    expect(await revision()).toBe(before + 1);
    await submit(world, formId, {});
    const deps = {
      prisma: world.prisma,
      pipeline: world.pipeline,
      audit: createAudit(world.prisma),
    };
    await removePipeline(deps, pipelineId, newId());
    await until(
      () => statuses(formId),
      (all) => all.every((status) => status === "cancelled"),
    );
    await expect(setPaused(pipelineId, false)).rejects.toMatchObject({ code: "not_found" });
  });
});
