import {
  maxOutcomeBuckets,
  type getRunOutcomes,
  type RouteQuery,
  type RunOutcomes,
} from "@formloom/shared/api";
import { wallToEpoch, zoneOffset } from "@formloom/shared/values";
import { Prisma, type PrismaClient } from "../db/client.ts";
import type { Caller } from "../http/call.ts";
import { invalidInput } from "../http/refusal.ts";
import type { RunScope, RunScopes } from "./run-scope.ts";
import { tallyRuns } from "./tally-runs.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const defaultBuckets = { hour: 48, day: 30 } as const;
/** A tally that takes longer than this is left to the background, which counts every half minute. */
const quickMs = 80;
const quickAgainMs = 1_000;
const slowAgainMs = 30_000;

interface OutcomeDeps {
  readonly prisma: PrismaClient;
  readonly scopes: RunScopes;
}

/** Answers what became of runs over time. Keep one: it knows how long counting takes. */
export function createRunOutcomes({ prisma, scopes }: OutcomeDeps): RunOutcomeReader {
  let counted = { atMs: 0, tookMs: 0 };
  const countNow = async (): Promise<void> => {
    const began = Date.now();
    const pause = counted.tookMs > quickMs ? slowAgainMs : quickAgainMs;
    if (began - counted.atMs < pause) return;
    counted = { ...counted, atMs: began };
    await tallyRuns(prisma);
    counted = { atMs: began, tookMs: Date.now() - began };
  };
  return {
    read: async (caller, { by, timeZone, ...filter }) => {
      const bounds = boundsOf({ by, timeZone, from: filter.from, to: filter.to }, Date.now());
      const { from: _from, to: _to, ...rest } = filter;
      await countNow();
      return { items: await countBetween(prisma, await scopes.resolve(caller, rest), bounds) };
    },
  };
}

export interface RunOutcomeReader {
  read(
    caller: Pick<Caller, "id" | "role">,
    query: RouteQuery<typeof getRunOutcomes>,
  ): Promise<{ items: RunOutcomes[] }>;
}

/** Where hours or days begin, by the wall clock of a zone, and where the last one ends; in ms since 1970. */
export function boundsOf(
  range: {
    readonly by: "hour" | "day";
    readonly timeZone: string;
    readonly from: string | undefined;
    readonly to: string | undefined;
  },
  nowMs: number,
): number[] {
  const { by, timeZone } = range;
  const size = by === "hour" ? hourMs : dayMs;
  const begin = (ms: number): number => {
    const wall = ms + zoneOffset(ms, timeZone);
    if (by === "hour") return ms - (((wall % hourMs) + hourMs) % hourMs);
    return wallToEpoch(Math.floor(wall / dayMs) * dayMs, timeZone);
  };
  // A day has 23 to 25 hours: a day and a half later it is the next one.
  const next = (ms: number): number => (by === "hour" ? ms + hourMs : begin(ms + 1.5 * dayMs));
  const endMs = range.to === undefined ? nowMs + 1 : Date.parse(range.to);
  const fromMs =
    range.from === undefined
      ? begin(endMs - 1) - (defaultBuckets[by] - 1) * size + size / 4
      : Date.parse(range.from);
  if ((endMs - fromMs) / size > maxOutcomeBuckets) {
    const message = `Ask for ${maxOutcomeBuckets} ${by}s at most.`;
    throw invalidInput([{ path: "from", code: "too_long", message }]);
  }
  const bounds = [begin(fromMs)];
  for (let at = begin(fromMs); at < endMs; bounds.push(at)) at = next(at);
  return bounds;
}

/** Served by RunTally_pkey. */
async function countBetween(
  prisma: PrismaClient,
  scope: RunScope,
  bounds: readonly number[],
): Promise<RunOutcomes[]> {
  const times = bounds.map((ms) => new Date(ms).toISOString());
  const rows = await prisma.$queryRaw<CountRow[]>`
    SELECT width_bucket(t.at, ${times}::timestamptz[]) AS bucket, t.status, t.filtered, sum(t.count)::int AS count
    FROM "RunTally" t
    WHERE t."pipelineId" = ANY(${[...scope.pipelineIds]}::uuid[])
      AND t.at >= ${times[0]}::timestamptz AND t.at < ${times.at(-1)}::timestamptz
      ${scope.status === null ? Prisma.empty : Prisma.sql`AND t.status = ${scope.status}::"RunStatus"`}
      ${scope.event === null ? Prisma.empty : Prisma.sql`AND t."eventType" = ${scope.event}`}
      ${scope.versionIds === null ? Prisma.empty : Prisma.sql`AND t."versionId" = ANY(${[...scope.versionIds]}::uuid[])`}
    GROUP BY 1, 2, 3`;
  const items = times.slice(0, -1).map((at) => ({ ...nothing, at }));
  for (const { bucket, status, filtered, count } of rows) {
    const item = items[bucket - 1];
    if (item !== undefined) item[outcomeOf(status, filtered)] += count;
  }
  return items;
}

interface CountRow {
  /** From 1. */
  readonly bucket: number;
  readonly status: string;
  readonly filtered: boolean;
  readonly count: number;
}

type Outcome = Exclude<keyof RunOutcomes, "at">;

const nothing = {
  completed: 0,
  filtered: 0,
  failed: 0,
  cancelled: 0,
  needsAttention: 0,
  underWay: 0,
};

const outcomes: Readonly<Record<string, Outcome>> = {
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  needs_attention: "needsAttention",
};

function outcomeOf(status: string, filtered: boolean): Outcome {
  if (filtered && status === "completed") return "filtered";
  return outcomes[status] ?? "underWay";
}
