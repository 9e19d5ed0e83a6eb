import type { PrismaClient } from "../db/client.ts";
import { asJson } from "../db/client.ts";
import type { AlertMessage } from "../db/generated/client.ts";
import { failPoint } from "../fail-point.ts";
import { newId } from "@formloom/shared/kernel";
import type { MessageResult, Pipeline } from "../pipeline/ports.ts";
import type { Vault } from "../connections/vault.ts";
import { alertContentSchema } from "./alert-content.ts";
import { messageRequest } from "./message-request.ts";

/** Nobody else sends a message for so long after it was taken up; a process that died has lost it then. */
const claimSeconds = 90;
/** Pauses between attempts, in seconds: about a day in all. */
const pausesS = [15, 60, 300, 1_800, 7_200, 21_600, 43_200] as const;

export interface SendDeps {
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  readonly pipeline: Pick<Pipeline, "sendMessage">;
}

/**
 * Sends messages that are due, oldest first, as surely as steps are run: a message is on record before it
 * is sent, each attempt has the same key, and what is not confirmed is tried again. Several processes may.
 * Gives how many were tried.
 */
export async function sendMessages(deps: SendDeps, limit: number): Promise<number> {
  const claimed = await claimMessages(deps.prisma, limit);
  await Promise.all(claimed.map((message) => sendOne(deps, message)));
  return claimed.length;
}

/** Served by AlertMessage_waiting. */
async function claimMessages(prisma: PrismaClient, limit: number): Promise<AlertMessage[]> {
  return prisma.$queryRaw<AlertMessage[]>`
    UPDATE "AlertMessage" SET attempts = attempts + 1,
      "claimedUntil" = now() + make_interval(secs => ${claimSeconds})
    WHERE id IN (
      SELECT id FROM "AlertMessage"
      WHERE state = 'waiting' AND "dueAt" <= now() AND ("claimedUntil" IS NULL OR "claimedUntil" < now())
      ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING *`;
}

async function sendOne(deps: SendDeps, message: AlertMessage): Promise<void> {
  const request = await messageRequest(deps, message);
  if (typeof request === "string") return end(deps, message, { state: "failed", problem: request });
  let result: MessageResult;
  try {
    result = await deps.pipeline.sendMessage(request);
  } catch {
    // Nobody knows whether it left. The same key tells whoever gets it twice.
    return putOff(deps, message, { waitMs: 0, problem: "The sender gave no answer." });
  }
  failPoint("alert-sent");
  if (result.state === "sent") return end(deps, message, { state: "sent", problem: null });
  if (result.state === "caught") return catchMail(deps, message, result.mail);
  const problem = result.error.message;
  if (!result.retry) return end(deps, message, { state: "failed", problem });
  await putOff(deps, message, { waitMs: result.retryAfterMs, problem });
}

async function putOff(
  deps: SendDeps,
  message: AlertMessage,
  { waitMs, problem }: { readonly waitMs: number; readonly problem: string },
): Promise<void> {
  const pauseS = pausesS[message.attempts - 1];
  if (pauseS === undefined) return end(deps, message, { state: "failed", problem });
  const seconds = Math.max(pauseS, Math.min(waitMs / 1_000, 86_400));
  await deps.prisma.$executeRaw`
    UPDATE "AlertMessage" SET "claimedUntil" = NULL, problem = ${problem},
      "dueAt" = now() + make_interval(secs => ${seconds})
    WHERE id = ${message.id}::uuid AND attempts = ${message.attempts} AND state = 'waiting'`;
}

/** Only whoever took it up last says what became of it. */
async function end(
  { prisma }: Pick<SendDeps, "prisma">,
  message: AlertMessage,
  how: { readonly state: "sent" | "caught" | "failed"; readonly problem: string | null },
): Promise<void> {
  const { id, attempts } = message;
  await prisma.alertMessage.updateMany({
    where: { id, attempts, state: "waiting" },
    data: { ...how, claimedUntil: null, endedAt: new Date() },
  });
}

/** Without a mail server an alert lies in the outbox, for the person whom it is for. */
async function catchMail(
  deps: SendDeps,
  message: AlertMessage,
  mail: Extract<MessageResult, { state: "caught" }>["mail"],
): Promise<void> {
  const { id, userId } = message;
  const effectKey = `alert_${id}`;
  const isTest = alertContentSchema.parse(message.content).isTest;
  await deps.prisma.outboxMail.createMany({
    data: [{ id: newId(), userId, effectKey, mail: asJson(mail) }],
    skipDuplicates: true,
  });
  const problem = isTest ? "There is no mail server: the mail lies in the outbox." : null;
  await end(deps, message, { state: "caught", problem });
}
