import {
  checkPipeline,
  createPipeline,
  deletePipeline,
  getPipeline,
  listPipelines,
  pausePipeline as pausePipelineContract,
  publishPipeline,
  resumePipeline,
  updatePipeline,
} from "@formloom/shared/api";
import { graphSchema } from "@formloom/shared/graph";
import { storedFields } from "../forms/present-form.ts";
import type { BoundRoute, Caller } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { graphBodyLimits } from "../http/read-body.ts";
import { notFound } from "../http/refusal.ts";
import { addPipeline, changePipeline, removePipeline } from "./change-pipeline.ts";
import { pausePipeline } from "./pause-pipeline.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { presentPipeline } from "./present-pipeline.ts";
import { publish } from "./publish.ts";
import { recentFailuresRoute } from "./recent-failures.ts";

export function pipelineRoutes(deps: PipelineDeps): BoundRoute[] {
  const { prisma, access } = deps;
  return [
    listRoute(deps),
    route(
      createPipeline,
      async ({ caller, params, body }) => {
        const input = { formId: params.formId, userId: caller.id, ...body };
        return presentPipeline(deps, await addPipeline(deps, input), true);
      },
      graphBodyLimits,
    ),
    route(getPipeline, async ({ caller, params }) => {
      const where = { id: params.pipelineId, deletedAt: null };
      const row = await prisma.pluginConfig.findFirst({ where });
      if (row === null) throw notFound();
      const mayEdit = (await access.rightTo(caller, "form", row.formId)) === "write";
      return presentPipeline(deps, row, mayEdit);
    }),
    route(
      updatePipeline,
      async ({ caller, params, body, ifMatch }) => {
        const change = { id: params.pipelineId, userId: caller.id, version: ifMatch, ...body };
        return presentPipeline(deps, await changePipeline(deps, change), true);
      },
      graphBodyLimits,
    ),
    route(deletePipeline, async ({ caller, params }) => {
      await removePipeline(deps, params.pipelineId, caller.id);
      return undefined;
    }),
    ...pauseRoutes(deps),
    checkRoute(deps),
    recentFailuresRoute(deps),
    route(publishPipeline, async ({ caller, params, body }) => ({
      version: await publish(deps, { id: params.pipelineId, userId: caller.id, note: body.note }),
    })),
  ];
}

function pauseRoutes(deps: PipelineDeps): BoundRoute[] {
  const setPaused = async (call: { caller: Caller; id: string; paused: boolean }) => {
    const { caller, id, paused } = call;
    return presentPipeline(
      deps,
      await pausePipeline(deps, { id, userId: caller.id, paused }),
      true,
    );
  };
  return [
    route(pausePipelineContract, ({ caller, params: { pipelineId: id } }) =>
      setPaused({ caller, id, paused: true }),
    ),
    route(resumePipeline, ({ caller, params: { pipelineId: id } }) =>
      setPaused({ caller, id, paused: false }),
    ),
  ];
}

function listRoute(deps: PipelineDeps): BoundRoute {
  const { prisma, cursors, access } = deps;
  return route(listPipelines, async ({ caller, params, query }) => {
    const list = `pipelines ${params.formId}`;
    const after = cursors.read(list, query.cursor);
    const rows = await prisma.pluginConfig.findMany({
      where: {
        formId: params.formId,
        deletedAt: null,
        ...(after === null ? {} : { id: { gt: after } }),
      },
      orderBy: { id: "asc" },
      take: query.limit + 1,
    });
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const mayEdit = (await access.rightTo(caller, "form", params.formId)) === "write";
    const items = [];
    for (const row of shown) items.push(await presentPipeline(deps, row, mayEdit));
    return { items, nextCursor: last === undefined ? null : cursors.write(list, last.id) };
  });
}

function checkRoute({ prisma, graphTools }: PipelineDeps): BoundRoute {
  return route(
    checkPipeline,
    async ({ params, body }) => {
      const row = await prisma.pluginConfig.findFirst({
        where: { id: params.pipelineId, deletedAt: null },
        select: { graph: true, form: { select: { fields: true } } },
      });
      if (row === null) throw notFound();
      const graph = body.graph ?? graphSchema.parse(row.graph);
      const { problems, sentence } = graphTools.compile(graph, { fields: storedFields(row.form) });
      return { problems: [...problems], sentence };
    },
    graphBodyLimits,
  );
}
