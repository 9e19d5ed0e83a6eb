import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { purgeDeleted } from "../src/forms/delete-form.ts";
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

let world: TestPipeline;

beforeAll(async () => {
  world = await startTestPipeline({ builtIn: oddPlugins });
});

afterAll(() => world.stop());

describe("a deleted response", () => {
  test("leaves no copy of its answers once its runs have ended", async () => {
    const echo = planStep({ nodeId: "echo", type: "echo", config: { text: "{{ answers.name }}" } });
    const { formId } = await formWithPipeline(world.prisma, planOf([echo]));
    const responseId = await submit(world, formId, { name: "Hedy Lamarr" });
    await finishedRuns(world.prisma, formId);
    await world.prisma.formResponse.delete({ where: { id: responseId } });
    const event = await world.prisma.$transaction((tx) =>
      world.pipeline.events.record(tx, {
        formId,
        responseId,
        type: "response.deleted",
        payload: { answers: { name: "Hedy Lamarr" } },
      }),
    );
    world.pipeline.events.announce(event);
    await until(
      () => world.prisma.formEvent.findUnique({ where: { id: event.id } }),
      (row) => row?.dispatchedAt !== null,
    );
    await purgeDeleted(world.prisma, Date.now() + 2 * 3_600_000);
    const left = await Promise.all([
      world.prisma.formEvent.findMany({ where: { formId } }),
      world.prisma.pluginExecutionLog.findMany(),
      world.prisma.pluginRun.findMany({ where: { formId } }),
    ]);
    expect(left[0]).toHaveLength(2);
    expect(JSON.stringify(left)).not.toContain("Hedy");
  });
});

describe("two processes on one database", () => {
  test("share the work: what one takes in, the other executes", async () => {
    const options = { connectionString: world.connectionString, builtIn: oddPlugins };
    const web = await startTestPipeline({ ...options, role: "web" });
    const echo = planStep({ nodeId: "echo", type: "echo", config: { text: "x" } });
    const { formId } = await formWithPipeline(web.prisma, planOf([echo]));
    await submit(web, formId, {});
    const { runs } = await finishedRuns(web.prisma, formId);
    expect(runs).toMatchObject([{ status: "completed", epoch: 2 }]);
    await web.stop();
  });
});
