import { backfillFilterSchema, type TaskRunState } from "@formloom/shared/api";
import { planSchema } from "@formloom/shared/graph";
import { z } from "zod";
import type { PrismaClient, TransactionClient } from "../db/client.ts";
import type { Task } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import type { Pipeline } from "../pipeline/ports.ts";
import { keptOfRunsSchema, settleTaskRuns } from "../tasks/task-runs.ts";
import { TaskFailed, TaskPieceStale, type TaskPiece, type TaskWork } from "../tasks/task-work.ts";
import { holdResults } from "./hold-results.ts";
import { judgeResponse, type BackfillAim, type Verdict } from "./judge-response.ts";
import { neededSteps } from "./one-step.ts";
import { readPastWork } from "./past-work.ts";
import { readWalkBatch, type Walk } from "./walk-responses.ts";
import { newRun, writeBackfillRuns, type NewRun } from "./write-runs.ts";

/** Most runs that one commit makes. */
const maxPiece = 100;
/** Responses that are looked at together. */
const minLooked = 50;
const maxLooked = 300;
/** A rested automation is looked at again after so long. */
const restMs = 2_000;
/** How often it is looked how the runs stand, once all are made. */
const watchMs = 1_000;

/** What a backfill goes by, as it was when it was asked for. */
export const backfillInputSchema = z.strictObject({
  filter: backfillFilterSchema,
  onlyNodeId: z.string().nullable(),
  perMinute: z.number().int(),
  /** The version that its runs run by. */
  versionId: z.string(),
  /** The newest response at that time. */
  upToId: z.string(),
});
export type BackfillInput = z.infer<typeof backfillInputSchema>;

/** How far it is, beside what every task that makes runs keeps. */
const keptSchema = keptOfRunsSchema.extend({
  /** The last response that was dealt with; null: none. */
  afterId: z.string().nullable(),
  /** All responses were dealt with. */
  walked: z.boolean(),
});
export type BackfillKept = z.infer<typeof keptSchema>;

export const firstKept = (perMinute: number): BackfillKept => ({
  perMinute,
  canaryRunId: null,
  waitsFor: null,
  afterId: null,
  walked: false,
});

interface WorkDeps {
  readonly prisma: PrismaClient;
  readonly pipeline: Pick<Pipeline, "queueRuns" | "announceRun">;
}

/**
 * Makes the next runs of a backfill, as many as its rate allows, in the commit of the progress; while
 * the automation is off or paused it rests. In the end it watches its runs until none of them moves.
 */
export function createBackfillWork(deps: WorkDeps): TaskWork {
  return async (task): Promise<TaskPiece> => {
    const beganMs = performance.now();
    const input = backfillInputSchema.parse(task.input);
    const kept = keptSchema.parse(task.summary ?? firstKept(input.perMinute));
    const moving = await settleTaskRuns(deps.prisma, task.id);
    if (kept.walked) return watch(kept, moving);
    const scope = await readScope(deps.prisma, task, input);
    if (typeof scope === "string") {
      const summary = { ...kept, waitsFor: scope };
      return { advanced: 0, items: [], summary, goOnInMs: restMs };
    }
    const { size, everyMs } = pace(input.perMinute);
    const found = await findNext(deps.prisma, scope, { afterId: kept.afterId, most: size });
    const next: BackfillKept = {
      ...kept,
      waitsFor: null,
      afterId: found.afterId,
      walked: found.ended,
    };
    const waitMs = found.runs.length === 0 ? 0 : everyMs - (performance.now() - beganMs);
    const done = task.done + found.items.length;
    return {
      advanced: found.items.length,
      items: found.items,
      summary: next,
      total: found.ended ? done : Math.max(task.total, done),
      goOnInMs: Math.max(0, Math.ceil(waitMs)),
      ...writing(deps, { task, input, scope, runs: found.runs }),
    };
  };
}

/** So many runs at once, so often: pieces are at most a second apart where the rate allows it. */
function pace(perMinute: number): { readonly size: number; readonly everyMs: number } {
  const size = Math.min(maxPiece, Math.max(1, Math.floor(perMinute / 60)));
  return { size, everyMs: (size * 60_000) / perMinute };
}

const watch = (kept: BackfillKept, moving: number): TaskPiece => ({
  advanced: 0,
  items: [],
  summary: { ...kept, waitsFor: null },
  ...(moving > 0 ? { goOnInMs: watchMs } : {}),
});

interface Scope {
  readonly walk: Walk;
  readonly aim: BackfillAim;
}

/** A sentence where the task has to wait. */
async function readScope(
  prisma: PrismaClient,
  task: Pick<Task, "formId" | "pipelineId">,
  input: BackfillInput,
): Promise<Scope | string> {
  const [form, pipeline, version] = await Promise.all([
    prisma.form.findFirst({ where: { id: task.formId, deletedAt: null } }),
    prisma.pluginConfig.findFirst({ where: { id: task.pipelineId ?? "", deletedAt: null } }),
    prisma.pluginConfigVersion.findUnique({ where: { id: input.versionId } }),
  ]);
  if (form === null) throw new TaskFailed("The form was deleted.");
  if (pipeline === null || version === null) throw new TaskFailed("The automation was deleted.");
  if (!pipeline.enabled) return "The automation is off. Switch it on, and this goes on.";
  if (pipeline.pausedAt !== null) return "The automation is paused. Resume it, and this goes on.";
  const plan = planSchema.parse(version.plan);
  const { onlyNodeId } = input;
  const needed = onlyNodeId === null ? new Set<string>() : neededSteps(plan, onlyNodeId);
  const { id, name, timeZone } = form;
  return {
    walk: {
      form: { id, name, timeZone, fields: storedFields(form) },
      pipelineId: pipeline.id,
      filter: input.filter,
      plan,
      upToId: input.upToId,
    },
    aim: { plan, onlyNodeId, needed },
  };
}

interface Found {
  readonly items: readonly {
    readonly responseId: string;
    readonly state: TaskRunState;
    readonly runId?: string;
    readonly data: { readonly reason: string };
  }[];
  readonly runs: readonly NewRun[];
  readonly afterId: string | null;
  readonly ended: boolean;
}

/** Judges responses in their order until so many are to get a run, or a batch is through. */
async function findNext(
  prisma: PrismaClient,
  { walk, aim }: Scope,
  { afterId, most }: { readonly afterId: string | null; readonly most: number },
): Promise<Found> {
  const limit = Math.min(maxLooked, Math.max(minLooked, 3 * most));
  const batch = await readWalkBatch(prisma, walk, { afterId, limit });
  const ids = batch.responses.map(({ id }) => id).filter((id) => id !== null);
  const of = { formId: walk.form.id, pipelineId: walk.pipelineId };
  const past = await readPastWork(prisma, of, ids);
  const items: Found["items"][number][] = [];
  const runs: NewRun[] = [];
  for (const response of batch.responses) {
    const { id } = response;
    if (id === null) continue;
    if (runs.length === most) return { items, runs, afterId: lastOf(items), ended: false };
    const verdict = judgeResponse(aim, past(id));
    const run = verdict.kind === "make" ? newRun(response, verdict.steps) : null;
    if (run !== null) runs.push(run);
    items.push(itemOf(id, verdict, run));
  }
  return { items, runs, afterId: batch.afterId ?? lastOf(items), ended: batch.afterId === null };
}

const lastOf = (items: Found["items"]): string | null => items.at(-1)?.responseId ?? null;

const itemOf = (responseId: string, verdict: Verdict, run: NewRun | null): Found["items"][number] =>
  verdict.kind === "leave"
    ? { responseId, state: verdict.state, data: { reason: verdict.reason } }
    : {
        responseId,
        state: "under-way",
        data: { reason: "" },
        ...(run === null ? {} : { runId: run.runId }),
      };

function writing(
  { pipeline }: WorkDeps,
  made: {
    readonly task: Pick<Task, "createdById">;
    readonly input: BackfillInput;
    readonly scope: Scope;
    readonly runs: readonly NewRun[];
  },
): Pick<TaskPiece, "write" | "written"> {
  const { runs, scope, input, task } = made;
  if (runs.length === 0) return {};
  const formId = scope.walk.form.id;
  const { pipelineId } = scope.walk;
  return {
    write: async (tx) => {
      const alive = await lockResponses(tx, { formId, pipelineId, runs });
      await holdResults(tx, alive);
      await writeBackfillRuns(tx, alive, {
        formId,
        pipelineId,
        versionId: input.versionId,
        plan: scope.aim.plan,
        userId: task.createdById,
      });
      await pipeline.queueRuns(
        tx,
        alive.map(({ runId }) => runId),
      );
    },
    written: () => {
      for (const { runId } of runs) {
        pipeline.announceRun({ runId, formId, pipelineId, status: "queued" });
      }
    },
  };
}

/** What was deleted or switched meanwhile gets no run: whoever does that cancels the runs there are. */
async function lockResponses(
  tx: TransactionClient,
  made: {
    readonly formId: string;
    readonly pipelineId: string;
    readonly runs: readonly NewRun[];
  },
): Promise<NewRun[]> {
  const on = await tx.$queryRaw<unknown[]>`
    SELECT p.id FROM "Form" f JOIN "PluginConfig" p ON p."formId" = f.id
    WHERE f.id = ${made.formId}::uuid AND f."deletedAt" IS NULL AND p.id = ${made.pipelineId}::uuid
      AND p."deletedAt" IS NULL AND p.enabled AND p."pausedAt" IS NULL
    FOR SHARE`;
  if (on.length === 0) throw new TaskPieceStale();
  const ids = made.runs.map(({ response }) => response.id);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "FormResponse" WHERE id = ANY(${ids}::uuid[]) FOR KEY SHARE`;
  const alive = new Set<string | null>(rows.map(({ id }) => id));
  return made.runs.filter(({ response }) => alive.has(response.id));
}
