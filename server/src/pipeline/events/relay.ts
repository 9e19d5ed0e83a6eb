import {
  formEventTypeSchema,
  type FormEvent,
  type FormEventPayload,
} from "@formloom/shared/events";
import type { PrismaClient } from "../../db/client.ts";

/** An event younger than this is still on its ordinary way. */
const overdueMs = 1_500;
const everyMs = 2_000;
const batchSize = 100;

/**
 * Finds committed events whose dispatch a crash cut off, and starts their runs. Starting is idempotent,
 * so that several processes may do this at once. Served by FormEvent_undelivered.
 */
export function startRelay(deps: {
  readonly prisma: PrismaClient;
  readonly startRuns: (event: FormEvent) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): { readonly stop: () => Promise<void> } {
  let current: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    current = relayOnce(deps).catch(deps.onError);
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return current;
    },
  };
}

/** One round of the relay. */
export async function relayOnce(deps: {
  readonly prisma: PrismaClient;
  readonly startRuns: (event: FormEvent) => Promise<void>;
}): Promise<void> {
  const rows = await deps.prisma.formEvent.findMany({
    where: { dispatchedAt: null, at: { lt: new Date(Date.now() - overdueMs) } },
    orderBy: { at: "asc" },
    take: batchSize,
  });
  for (const row of rows) {
    await deps.startRuns({
      id: row.id,
      formId: row.formId,
      responseId: row.responseId,
      type: formEventTypeSchema.parse(row.type),
      payload: readPayload(row.payload),
      originPipelineId: row.originPipelineId,
      at: row.at.toISOString(),
    });
  }
}

/** A payload as it was written by this product. */
export function readPayload(value: unknown): FormEventPayload {
  return typeof value === "object" && value !== null ? value : {};
}
