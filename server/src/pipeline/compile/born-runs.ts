import type { FormEvent } from "@formloom/shared/events";
import { newId } from "@formloom/shared/kernel";
import { conditionSchema, evaluateCondition } from "@formloom/shared/values";
import type { LiveForm, LivePipeline } from "../ports.ts";

/** A run before it is written. Its steps are written with their first results. */
export interface BornRun {
  readonly runId: string;
  readonly form: Pick<LiveForm, "id" | "name" | "ownerId" | "timeZone">;
  readonly pipeline: LivePipeline;
  /** `running`: claimed by this process; `queued`: for whoever fetches it; `held`: paused. */
  readonly status: "running" | "queued" | "held";
}

/**
 * Compiles an event into runs: one for each pipeline that listens to it. Pure but for the ids.
 */
export function bornRuns(
  form: BornRun["form"],
  pipelines: readonly LivePipeline[],
  event: FormEvent,
  options: { readonly claims: (pipelineId: string) => boolean },
): BornRun[] {
  return pipelines
    .filter((pipeline) => listens(form, pipeline, event))
    .map((pipeline) => ({
      runId: newId(),
      form,
      pipeline,
      status: firstStatus(pipeline, options.claims),
    }));
}

/** A run that has to wait for others is claimed by whoever fetches it when it is its turn. */
function firstStatus(
  { id, paused, oneAtATime }: LivePipeline,
  claims: (pipelineId: string) => boolean,
): BornRun["status"] {
  if (paused) return "held";
  return !oneAtATime && claims(id) ? "running" : "queued";
}

function listens(form: BornRun["form"], { id, plan }: LivePipeline, event: FormEvent): boolean {
  if (!plan.events.includes(event.type) || event.originPipelineId === id) return false;
  if (plan.filter === null) return true;
  const { answers, previous, changes } = event.payload;
  const scope = {
    answers: answers ?? {},
    previous,
    changes,
    form: { id: form.id, name: form.name },
    event: { id: event.id, type: event.type, at: event.at },
  };
  return evaluateCondition(conditionSchema.parse(plan.filter), scope, {
    kinds: plan.kinds,
    timeZone: form.timeZone,
  });
}

/**
 * Runs as columns, for the statements that write them. `n` numbers the cause, from 1. `turns` says for
 * each run whether it gets a turn, and is null where none does.
 */
export function runColumns(causes: readonly (readonly BornRun[])[], owner: number) {
  const runs = causes.flatMap((born, index) => born.map((run) => ({ n: index + 1, run })));
  return {
    runs: [
      runs.map(({ n }) => n),
      runs.map(({ run }) => run.runId),
      runs.map(({ run }) => run.pipeline.id),
      runs.map(({ run }) => run.pipeline.versionId),
      runs.map(({ run }) => run.status),
      runs.map(({ run }) => (run.status === "running" ? owner : null)),
    ],
    turns: runs.some(({ run }) => run.pipeline.oneAtATime)
      ? runs.map(({ run }) => run.pipeline.oneAtATime)
      : null,
  };
}
