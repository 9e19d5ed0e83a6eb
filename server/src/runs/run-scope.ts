import type { RunFilter } from "@formloom/shared/api";
import type { RunStatus } from "@formloom/shared/run";
import { visibleForms } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import { invalidInput } from "../http/refusal.ts";
import { searchWords } from "../search/answer-words.ts";
import { createResponseSearch, type ResponseHits } from "../search/find-responses.ts";
import { firstIdAt } from "../search/id-time.ts";
import { createStepPlaces, type StepPlace } from "./step-places.ts";

/** A filter of runs, as far as it could be looked up: what {@link findRuns} looks for. */
export interface RunScope {
  /** Of all forms that the caller may see, where the filter names none. */
  readonly pipelineIds: readonly string[];
  /** Ids of the runs it is about: from `from`, up to but without `to`; null: no bound. */
  readonly from: string | null;
  readonly to: string | null;
  readonly status: RunStatus | null;
  readonly event: string | null;
  readonly responseId: string | null;
  /** Null: any version. */
  readonly versionIds: readonly string[] | null;
  /** Where the step stands in each version that has it; null: whatever ran. */
  readonly step: readonly StepPlace[] | null;
  /** Null: whatever was answered. */
  readonly hits: ResponseHits | null;
}

/** Looks up what a filter names, as far as the caller may see it. Keep one: it remembers. */
export function createRunScopes(prisma: PrismaClient): RunScopes {
  const search = createResponseSearch(prisma);
  const places = createStepPlaces(prisma);
  return {
    resolve: async (caller, filter) => {
      if (filter.nodeId !== undefined && filter.pipelineId === undefined) {
        throw invalidInput([
          {
            path: "nodeId",
            code: "node_without_pipeline",
            message: "A step is one of an automation: name its pipelineId too.",
          },
        ]);
      }
      const pipelines = await visiblePipelines(prisma, caller, filter);
      const pipelineIds = pipelines.map(({ id }) => id);
      const words = filter.q === undefined ? [] : searchWords(filter.q);
      const [versionIds, step, hits] = await Promise.all([
        filter.version === undefined ? null : versionsOf(prisma, pipelineIds, filter.version),
        filter.nodeId === undefined || pipelineIds[0] === undefined
          ? null
          : places.find(pipelineIds[0], filter.nodeId),
        words.length === 0
          ? null
          : search.find([...new Set(pipelines.map(({ formId }) => formId))], words),
      ]);
      return {
        pipelineIds,
        from: boundOf(filter.from),
        to: boundOf(filter.to),
        status: filter.status ?? null,
        event: filter.event ?? null,
        responseId: filter.responseId ?? null,
        versionIds,
        step,
        hits,
      };
    },
  };
}

export interface RunScopes {
  /** 422 where a step is named without its pipeline. Nothing that fits is a scope without pipelines. */
  resolve(caller: Pick<Caller, "id" | "role">, filter: RunFilter): Promise<RunScope>;
}

const boundOf = (time: string | undefined): string | null =>
  time === undefined ? null : firstIdAt(Date.parse(time));

function visiblePipelines(
  prisma: PrismaClient,
  caller: Pick<Caller, "id" | "role">,
  { formId, pipelineId }: RunFilter,
): Promise<{ id: string; formId: string }[]> {
  return prisma.pluginConfig.findMany({
    where: {
      form: { ...visibleForms(caller), ...(formId === undefined ? {} : { id: formId }) },
      ...(pipelineId === undefined ? {} : { id: pipelineId }),
    },
    select: { id: true, formId: true },
    orderBy: { id: "asc" },
  });
}

/** 0: the drafts that were tried, which have no number. */
async function versionsOf(
  prisma: PrismaClient,
  pipelineIds: readonly string[],
  version: number,
): Promise<string[]> {
  const rows = await prisma.pluginConfigVersion.findMany({
    where: { pluginConfigId: { in: [...pipelineIds] }, number: version === 0 ? null : version },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
