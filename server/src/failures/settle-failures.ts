import { newId } from "@formloom/shared/kernel";
import type { Audit } from "../accounts/audit.ts";
import type { PrismaClient, TransactionClient } from "../db/client.ts";

interface SettleDeps {
  readonly prisma: PrismaClient;
  readonly audit: Audit;
}

/** Takes what is open of a cause out of the inbox: everything, or these runs. Steps that are unknown stay. */
export async function dismissFailures(
  { prisma, audit }: SettleDeps,
  dismissal: {
    readonly fingerprint: string;
    readonly userId: string;
    readonly runIds: readonly string[] | null;
  },
): Promise<{ dismissed: number; dismissalId: string }> {
  const { fingerprint, userId, runIds } = dismissal;
  const dismissalId = newId();
  const dismissed = await prisma.$transaction(async (tx) => {
    const { count } = await tx.failedStep.updateMany({
      where: {
        fingerprint,
        settledAt: null,
        // Their runs are not over: they are settled by saying what became of them.
        unknown: false,
        ...(runIds === null ? {} : { runId: { in: [...runIds] } }),
      },
      data: { settledAt: new Date(), settledHow: "dismissed", settledById: userId, dismissalId },
    });
    const detail = { fingerprint, dismissalId, count };
    await audit.record({ userId, action: "failures.dismissed", detail }, tx);
    return count;
  });
  return { dismissed, dismissalId };
}

/** Undoes a dismissal; what was replayed since stays settled. Served by FailedStep_dismissal. */
export async function restoreFailures(
  { prisma, audit }: SettleDeps,
  restoring: {
    readonly fingerprint: string;
    readonly userId: string;
    readonly dismissalId: string;
  },
): Promise<number> {
  const { fingerprint, userId, dismissalId } = restoring;
  return prisma.$transaction(async (tx) => {
    const restored = await tx.$executeRaw`
      UPDATE "FailedStep" f SET "settledAt" = NULL, "settledHow" = NULL, "settledById" = NULL, "dismissalId" = NULL
      WHERE f."dismissalId" = ${dismissalId}::uuid AND f.fingerprint = ${fingerprint}::uuid
        AND f."settledHow" = 'dismissed'
        -- A replay that ended meanwhile did not find it open, and settles it now.
        AND NOT EXISTS (SELECT FROM "PluginRun" r WHERE r."rootRunId" = f."rootRunId"
          AND r."replayOf" IS NOT NULL AND r.id > f."runId" AND r.noted AND NOT r."isTest")`;
    const detail = { fingerprint, dismissalId, count: restored };
    await audit.record({ userId, action: "failures.restored", detail }, tx);
    return restored;
  });
}

/** Nothing about a deleted response can be mended any more. Served by FailedStep_open_response. */
export async function dropFailuresOf(tx: TransactionClient, responseId: string): Promise<void> {
  await tx.failedStep.updateMany({
    where: { responseId, settledAt: null },
    data: { settledAt: new Date(), settledHow: "gone" },
  });
}
