import type { PrismaClient } from "../db/client.ts";
import { readStoppedSteps } from "../failures/read-failed-steps.ts";
import type { ReplayInput, ReplayKept } from "./replay-input.ts";

/** A run that is to be replayed. */
export interface ReplaySubject {
  readonly runId: string;
  readonly responseId: string | null;
  /** The step that stopped it; null: it runs anew. */
  readonly fromNodeId: string | null;
  /** Its place in the cause; null: it was chosen. */
  readonly position: string | null;
}

/** The next runs of a group replay, and how many there are left with them. */
export async function nextSubjects(
  prisma: PrismaClient,
  input: ReplayInput,
  at: { readonly done: number; readonly position: ReplayKept["position"]; readonly limit: number },
): Promise<{ readonly subjects: readonly ReplaySubject[]; readonly left: number }> {
  const { source } = input;
  if ("fingerprint" in source) return nextOfCause(prisma, source, at);
  const runIds = source.runIds.slice(at.done, at.done + at.limit);
  const stopped = Map.groupBy(await readStoppedSteps(prisma, runIds), (step) => step.runId);
  const runs = await prisma.pluginRun.findMany({
    where: { id: { in: runIds } },
    select: { id: true, responseId: true },
  });
  const responses = new Map(runs.map(({ id, responseId }) => [id, responseId]));
  const subjects = runIds.map((runId) => {
    const [first] = stopped.get(runId) ?? [];
    const responseId = responses.get(runId) ?? null;
    return { runId, responseId, fromNodeId: first?.nodeId ?? null, position: null };
  });
  return { subjects, left: source.runIds.length - at.done };
}

/** What was settled since it began is left out. Served by FailedStep_fingerprint_id_idx. */
async function nextOfCause(
  prisma: PrismaClient,
  { fingerprint, upTo }: { readonly fingerprint: string; readonly upTo: string },
  { position, limit }: { readonly position: string | null; readonly limit: number },
): Promise<{ subjects: readonly ReplaySubject[]; left: number }> {
  const where = {
    fingerprint,
    settledAt: null,
    id: { lte: upTo, ...(position === null ? {} : { gt: position }) },
  };
  const rows = await prisma.failedStep.findMany({ where, orderBy: { id: "asc" }, take: limit });
  const left = rows.length < limit ? rows.length : await prisma.failedStep.count({ where });
  const subjects = rows.map(({ id, runId, responseId, nodeId }) => ({
    runId,
    responseId,
    fromNodeId: nodeId,
    position: id,
  }));
  return { subjects, left };
}
