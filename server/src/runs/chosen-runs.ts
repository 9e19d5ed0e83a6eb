import type { RunFilter } from "@formloom/shared/api";
import { formRight } from "../accounts/access.ts";
import type { PrismaClient } from "../db/client.ts";
import type { PluginRun } from "../db/generated/client.ts";
import type { Caller } from "../http/call.ts";
import { invalidValue, notFound, Refusal } from "../http/refusal.ts";
import { findRuns, type FoundRuns } from "./find-runs.ts";
import type { RunScopes } from "./run-scope.ts";

/** Runs of one act that are not named. */
export const mostMatching = 10_000;
const pageSize = 1_000;
/** Pages that are looked at to count, before somebody is asked; about 20 ms each. */
const pagesCounted = 30;

type ChosenRun = Pick<PluginRun, "id" | "formId" | "pluginConfigId">;

interface ChoiceDeps {
  readonly prisma: PrismaClient;
  readonly scopes: RunScopes;
}

/** The runs that were named, oldest first; 404 where one is not the caller's to change. */
export async function namedRuns(
  { prisma }: Pick<ChoiceDeps, "prisma">,
  caller: Caller,
  runIds: readonly string[],
): Promise<readonly ChosenRun[]> {
  const ids = [...new Set(runIds.map((id) => id.toLowerCase()))];
  const runs = await prisma.pluginRun.findMany({
    where: { id: { in: ids } },
    select: { id: true, formId: true, pluginConfigId: true },
    orderBy: { id: "asc" },
  });
  const own = await ownRuns(prisma, caller, runs);
  if (own.length < ids.length) throw notFound();
  return own;
}

/** Those of a filter's runs that something can be done with. */
interface Choice {
  /** Picks them out of what was found; newest first. */
  readonly pick: (prisma: PrismaClient, ids: readonly string[]) => Promise<ChosenRun[]>;
  /** Says why there is none. */
  readonly none: string;
}

const choices = {
  /** Ended, no test, not replayed since. */
  replay: {
    pick: replayable,
    none: "None of these can be replayed: they are under way, or were replayed.",
  },
  cancel: { pick: unfinished, none: "None of these can be cancelled: they are over already." },
} as const satisfies Record<string, Choice>;

export interface Wanted {
  readonly filter: RunFilter;
  readonly act: keyof typeof choices;
}

/** The runs that fit a filter of the list, oldest first, as far as the caller may do that with them. */
export async function matchingRuns(
  deps: ChoiceDeps,
  caller: Caller,
  wanted: Wanted,
): Promise<readonly ChosenRun[]> {
  const chosen: ChosenRun[] = [];
  for await (const runs of pagesOf(deps, caller, wanted)) {
    chosen.push(...runs);
    if (chosen.length > mostMatching) {
      throw invalidValue(
        "matching",
        "too_many",
        "More than 10,000 runs match: narrow it, such as by dates.",
      );
    }
  }
  if (chosen.length > 0) return chosen.toReversed();
  throw new Refusal("nothing_open", choices[wanted.act].none);
}

/**
 * How many runs {@link matchingRuns} would find, at most {@link mostMatching}. `isMore`: there are more than
 * these, or there may be, as no more than {@link pagesCounted} pages are looked at.
 */
export async function countMatching(
  deps: ChoiceDeps,
  caller: Caller,
  wanted: Wanted,
): Promise<{ count: number; isMore: boolean }> {
  let count = 0;
  let pages = 0;
  for await (const runs of pagesOf(deps, caller, wanted)) {
    if (pages === pagesCounted) return { count, isMore: true };
    pages += 1;
    count += runs.length;
    if (count > mostMatching) return { count: mostMatching, isMore: true };
  }
  return { count, isMore: false };
}

/** What fits, newest first, page by page of what was looked at: a page may be empty. */
async function* pagesOf(
  { prisma, scopes }: ChoiceDeps,
  caller: Caller,
  { filter, act }: Wanted,
): AsyncGenerator<readonly ChosenRun[]> {
  const scope = await scopes.resolve(caller, filter);
  let before: string | null = null;
  do {
    const found: FoundRuns = await findRuns(prisma, { scope, before, limit: pageSize });
    yield await ownRuns(prisma, caller, await choices[act].pick(prisma, found.ids));
    before = found.ids.length === pageSize ? (found.ids.at(-1) ?? null) : found.edge;
  } while (before !== null);
}

/** Newest first. Served by PluginRun_pkey and PluginRun_replays. */
function replayable(prisma: PrismaClient, ids: readonly string[]): Promise<ChosenRun[]> {
  return prisma.$queryRaw<ChosenRun[]>`
    SELECT r.id, r."formId", r."pluginConfigId" FROM "PluginRun" r
    WHERE r.id = ANY(${[...ids]}::uuid[]) AND r."finishedAt" IS NOT NULL AND NOT r."isTest"
      AND NOT EXISTS (SELECT FROM "PluginRun" n
        WHERE n."rootRunId" = r."rootRunId" AND n."replayOf" IS NOT NULL AND n.id > r.id)
    ORDER BY r.id DESC`;
}

function unfinished(prisma: PrismaClient, ids: readonly string[]): Promise<ChosenRun[]> {
  return prisma.pluginRun.findMany({
    where: { id: { in: [...ids] }, finishedAt: null },
    select: { id: true, formId: true, pluginConfigId: true },
    orderBy: { id: "desc" },
  });
}

async function ownRuns<Run extends ChosenRun>(
  prisma: PrismaClient,
  caller: Caller,
  runs: readonly Run[],
): Promise<Run[]> {
  const forms = await prisma.form.findMany({
    where: { id: { in: [...new Set(runs.map(({ formId }) => formId))] }, deletedAt: null },
    select: { id: true, ownerId: true },
  });
  const own = new Set(
    forms
      .filter(({ ownerId }) => formRight(caller, { ownerId, shared: false }) === "write")
      .map(({ id }) => id),
  );
  return runs.filter(({ formId }) => own.has(formId));
}
