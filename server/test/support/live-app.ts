import { createCredentials } from "../../src/connections/create-credentials.ts";
import { createWorkers } from "../../src/pipeline/create-workers.ts";
import { startPipeline, type RunningPipeline } from "../../src/pipeline/pipeline.ts";
import { engineRoutes } from "../../src/engine-routes.ts";
import { startTasks } from "../../src/start-tasks.ts";
import type { TaskRunner } from "../../src/tasks/task-runner.ts";
import { idleUpkeep, startTestApp, type AppWorld, type TestApp } from "./app.ts";
import type { ApiAnswer, ApiClient } from "./http-client.ts";
import { builtInPlugins, until } from "./pipeline.ts";

/** The HTTP side with the real engine behind it, on one database. */
export interface LiveApp extends TestApp {
  readonly connectionString: string;
}

/** `allow` names further targets that the guard lets through, as `host:port`. */
export async function startLiveApp(
  options: { readonly allow?: readonly string[] } = {},
): Promise<LiveApp> {
  const running: {
    pipeline: RunningPipeline;
    tasks: Pick<TaskRunner, "wake" | "stop">;
    world: AppWorld;
  }[] = [];
  const app = await startTestApp({
    pipeline: async (world) => {
      const egressAllow = ["127.0.0.1", ...(options.allow ?? [])];
      const config = { ...world.config, role: "all" as const, threads: 1, egressAllow };
      const pipeline = await startPipeline({
        ...world,
        config,
        workers: createWorkers({ config, sources: { builtIn: builtInPlugins, external: [] } }),
        credentials: createCredentials(world),
        onEgressBlocked: () => {},
      });
      const tasks = startTasks({ ...world, pipeline, role: config.role });
      running.push({ pipeline, tasks, world });
      return pipeline;
    },
    routes: (tools) =>
      running.flatMap(({ pipeline, tasks }) =>
        engineRoutes({ ...tools, bus: pipeline.bus, tasks, upkeep: idleUpkeep }),
      ),
  });
  const [made] = running;
  if (made === undefined) throw new Error("the app made no pipeline");
  return {
    ...app,
    connectionString: made.world.connectionString,
    stop: async () => {
      await made.tasks.stop();
      await made.pipeline.stop(2_000);
      await app.stop();
    },
  };
}

/** A published form with one automation that is on. */
export interface LiveForm {
  readonly formId: string;
  readonly pipelineId: string;
  /** Submits answers and gives the id of the run that they started. */
  submit(answers: object): Promise<string>;
}

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "number", kind: "number", label: "Number" },
];

/** A node of a graph. */
export interface NodeInput {
  readonly id: string;
  readonly [setting: string]: unknown;
}

/** Makes a form and publishes a chain of steps, in their order, or a graph with edges of its own. */
export async function publishForm(
  app: LiveApp,
  client: ApiClient,
  steps: readonly NodeInput[],
  edges: readonly object[] = chain(steps),
): Promise<LiveForm> {
  const formId: string = expectStatus(
    await client.post("/api/forms", { name: "Contact", fields }),
    201,
  ).id;
  const graph = graphOf(steps, edges);
  const made = await client.post(`/api/forms/${formId}/pipelines`, {
    name: "Tell",
    enabled: true,
    graph,
  });
  const pipelineId: string = expectStatus(made, 201).id;
  expectStatus(await client.post(`/api/pipelines/${pipelineId}/publish`), 201);
  return {
    formId,
    pipelineId,
    submit: async (data) => {
      const answer = await app.anonymous.post(`/api/forms/${formId}/responses`, { data });
      const responseId: string = expectStatus(answer, 201).id;
      const where = { responseId, pluginConfigId: pipelineId };
      return (await app.prisma.pluginRun.findFirstOrThrow({ where })).id;
    },
  };
}

const graphOf = (steps: readonly object[], edges: readonly object[]) => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    ...steps,
  ],
  edges,
});

/** Edges from the trigger through all steps. */
const chain = (steps: readonly { readonly id: string }[]) =>
  steps.map(({ id }, at) => ({ id: `e${at}`, source: steps[at - 1]?.id ?? "trigger", target: id }));

/** Waits until the run has come to rest in a state, and gives it as the API shows it. */
export async function restedRun(
  client: ApiClient,
  runId: string,
  status: string,
): Promise<ApiAnswer["body"]> {
  const answer = await until(
    () => client.get(`/api/runs/${runId}`),
    ({ body }) => body.status === status,
    20_000,
  );
  return answer.body;
}

function expectStatus(answer: ApiAnswer, status: number): ApiAnswer["body"] {
  if (answer.status !== status) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body;
}
