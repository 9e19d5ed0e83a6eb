import {
  cancelRun,
  cancelRuns,
  countMatchingRuns,
  exportRuns,
  getRun,
  getRunOutcomes,
  listRuns,
  replayRun as replayContract,
  resolveStep as resolveContract,
  streamEvents,
} from "@formloom/shared/api";
import { visibleForms } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { BoundRoute, Caller } from "../http/call.ts";
import { route, streamRoute } from "../http/contract-route.ts";
import type { Cursors } from "../http/cursor.ts";
import { graphBodyLimits } from "../http/read-body.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { readRequestKey } from "../forms/idempotency-key.ts";
import type { Bus } from "../pipeline/bus/bus.ts";
import { streamChanges, type StreamFilter } from "../pipeline/live/stream.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import { cancelChosen } from "./cancel-chosen.ts";
import { countMatching } from "./chosen-runs.ts";
import { listRunPage, summariser } from "./list-runs.ts";
import { createRunOutcomes } from "./run-outcomes.ts";
import { sendRuns } from "./send-runs.ts";
import { createRunScopes, type RunScopes } from "./run-scope.ts";
import { markSeen } from "./mark-seen.ts";
import { readRun } from "./read-run.ts";
import type { ReplayDeps } from "./replay-deps.ts";
import { replayRun } from "./replay-run.ts";
import { resolveStep } from "./resolve-step.ts";

export interface RunRouteDeps extends ReplayDeps {
  readonly cursors: Cursors;
  readonly pipeline: Pick<Pipeline, "cancelRuns" | "queueRuns" | "announceRun">;
  readonly bus: Bus;
}

/** Lists, shows, cancels and replays runs, settles what is unknown of them, and streams their changes. */
export function runRoutes(deps: RunRouteDeps): readonly BoundRoute[] {
  const { prisma } = deps;
  const scopes = createRunScopes(prisma);
  const outcomes = createRunOutcomes({ prisma, scopes });
  return [
    route(listRuns, ({ caller, query }) => listRunPage({ ...deps, scopes }, caller, query)),
    route(getRunOutcomes, ({ caller, query }) => outcomes.read(caller, query)),
    streamRoute(exportRuns, ({ caller, query }, { res }) =>
      sendRuns({ prisma, scopes }, { caller, filter: query }, res),
    ),
    route(getRun, async ({ params }) => {
      const run = await readRun(prisma, params.runId);
      // Nobody waits for that; where it is lost, the next look notes it.
      void markSeen(prisma, run).catch(() => {});
      return run;
    }),
    route(cancelRun, async ({ params: { runId } }) => {
      const cancelled = await deps.pipeline.cancelRuns({ runIds: [runId] });
      if (cancelled === 0) throw new Refusal("run_finished", "The run is over already.");
      const row = await prisma.pluginRun.findUniqueOrThrow({ where: { id: runId } });
      return (await summariser(prisma, [row]))(row);
    }),
    ...manyRunsRoutes(deps, scopes),
    ...replayRoutes(deps),
    streamRoute(streamEvents, async ({ caller, query }, { req, res }) => {
      const visible = await watchedForms(prisma, caller, query);
      if (visible.size === 0 && isNarrow(query)) throw notFound();
      streamChanges(deps.bus, {
        request: req,
        response: res,
        filter: query,
        maySee: ({ formId }) => visible.has(formId),
        stillAllowed: async () => {
          const user = await prisma.user.findUnique({
            where: { id: caller.id },
            select: { role: true, disabledAt: true },
          });
          if (user === null || user.disabledAt !== null || user.role !== caller.role) return false;
          const now = await watchedForms(prisma, caller, query);
          for (const id of now) visible.add(id);
          for (const id of visible) if (!now.has(id)) visible.delete(id);
          return visible.size > 0 || !isNarrow(query);
        },
      });
    }),
  ];
}

function manyRunsRoutes(deps: RunRouteDeps, scopes: RunScopes): readonly BoundRoute[] {
  return [
    route(cancelRuns, async ({ caller, body }) => ({
      cancelled: await cancelChosen({ ...deps, scopes }, caller, body),
    })),
    route(countMatchingRuns, ({ caller, query: { act, ...filter } }) =>
      countMatching({ prisma: deps.prisma, scopes }, caller, { filter, act }),
    ),
  ];
}

function replayRoutes(deps: RunRouteDeps): readonly BoundRoute[] {
  return [
    route(
      replayContract,
      async ({ caller, params: { runId }, body, headers, setHeader }) => {
        const key = readRequestKey(headers["idempotency-key"]);
        const done = await replayRun(deps, { runId, userId: caller.id, key, body });
        if (done.repeated) setHeader("idempotent-replayed", "true");
        return { runId: done.runId };
      },
      graphBodyLimits,
    ),
    route(resolveContract, async ({ caller, params, body }) => {
      const row = await resolveStep(deps, { ...params, userId: caller.id, as: body.as });
      return (await summariser(deps.prisma, [row]))(row);
    }),
  ];
}

const isNarrow = (filter: StreamFilter): boolean =>
  filter.formId !== undefined || filter.pipelineId !== undefined || filter.runId !== undefined;

/** Ids of the forms that the caller may see and that the filter is about. */
async function watchedForms(
  prisma: PrismaClient,
  caller: Caller,
  filter: StreamFilter,
): Promise<Set<string>> {
  const formId = filter.formId ?? (await formOf(prisma, filter));
  if (formId === null) return new Set();
  const forms = await prisma.form.findMany({
    where: { ...visibleForms(caller), ...(formId === undefined ? {} : { id: formId }) },
    select: { id: true },
  });
  return new Set(forms.map((form) => form.id));
}

/** The form of the filter's run or pipeline; null when there is none, undefined when neither is named. */
async function formOf(
  prisma: PrismaClient,
  filter: StreamFilter,
): Promise<string | null | undefined> {
  const select = { formId: true };
  if (filter.runId !== undefined) {
    const run = await prisma.pluginRun.findUnique({ where: { id: filter.runId }, select });
    return run?.formId ?? null;
  }
  if (filter.pipelineId === undefined) return undefined;
  const where = { id: filter.pipelineId, deletedAt: null };
  return (await prisma.pluginConfig.findFirst({ where, select }))?.formId ?? null;
}
