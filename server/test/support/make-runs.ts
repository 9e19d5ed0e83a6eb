import { newId } from "@formloom/shared/kernel";
import { Prisma, type PrismaClient } from "../../src/db/client.ts";
import { firstIdAt } from "../../src/search/id-time.ts";

const dayMs = 86_400_000;

/** A run that is on record without ever having run. */
export interface MadeRun {
  readonly id: string;
  readonly pipelineId: string;
  readonly versionId: string;
  readonly formId: string;
  readonly responseId: string | null;
  readonly eventType: string;
  readonly status: "completed" | "failed" | "cancelled" | "needs_attention" | "waiting" | "running";
  readonly finishedAt: Date | null;
}

/** An id as it would have been made then. */
export function idAt(ms: number): string {
  return firstIdAt(ms).slice(0, 14) + "7" + newId().slice(15);
}

/** Writes runs with events of their own. */
export async function writeMadeRuns(prisma: PrismaClient, runs: readonly MadeRun[]): Promise<void> {
  await prisma.pluginRun.createMany({
    data: runs.map(({ pipelineId, ...run }) => ({
      ...run,
      pluginConfigId: pipelineId,
      rootRunId: run.id,
      eventId: newId(),
      ...(run.finishedAt === null && run.status === "running" ? { owner: 1 } : {}),
    })),
  });
}

/**
 * Makes all runs of a form older by whole days, their ids with them, as if they had been made and seen then.
 * Gives their new ids, in their order.
 */
export async function ageRuns(
  prisma: PrismaClient,
  formId: string,
  days: number,
): Promise<readonly string[]> {
  // The first twelve digits of an id are its time in ms.
  const aged = (column: string): Prisma.Sql =>
    Prisma.raw(`overlay(replace(${column}::text, '-', '') PLACING lpad(to_hex(
      ('x' || left(replace(${column}::text, '-', ''), 12))::bit(48)::bigint - ${days * dayMs}), 12, '0')
      FROM 1 FOR 12)::uuid`);
  const ofForm = Prisma.sql`(SELECT id FROM "PluginRun" WHERE "formId" = ${formId}::uuid)`;
  const runId = aged(`"runId"`);
  await prisma.$transaction([
    prisma.$executeRaw`UPDATE "PluginJob" SET "runId" = ${runId} WHERE "runId" IN ${ofForm}`,
    prisma.$executeRaw`UPDATE "PluginExecutionLog" SET "runId" = ${runId} WHERE "runId" IN ${ofForm}`,
    prisma.$executeRaw`UPDATE "OutboxMail" SET "runId" = ${runId} WHERE "runId" IN ${ofForm}`,
    prisma.$executeRaw`
      UPDATE "PluginRun" SET id = ${aged("id")}, "rootRunId" = ${aged(`"rootRunId"`)},
        "replayOf" = ${aged(`"replayOf"`)}, "createdAt" = "createdAt" - make_interval(days => ${days}::int),
        "finishedAt" = "finishedAt" - make_interval(days => ${days}::int),
        "seenAt" = "seenAt" - make_interval(days => ${days}::int),
        "clearedAt" = "clearedAt" - make_interval(days => ${days}::int)
      WHERE "formId" = ${formId}::uuid`,
  ]);
  const rows = await prisma.pluginRun.findMany({ where: { formId }, orderBy: { id: "asc" } });
  return rows.map(({ id }) => id);
}
