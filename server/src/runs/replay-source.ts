import { planSchema, type PastRun } from "@formloom/shared/graph";
import type { TransactionClient } from "../db/client.ts";
import type {
  Form,
  PluginConfig,
  PluginConfigVersion,
  PluginJob,
  PluginRun,
} from "../db/generated/client.ts";
import { lockForm } from "../forms/update-form.ts";
import { notFound, Refusal } from "../http/refusal.ts";

/** A run that is to be repeated, with what that needs; locked until the transaction ends. */
export interface ReplaySource {
  readonly run: PluginRun;
  readonly form: Form;
  readonly pipeline: PluginConfig;
  /** The version that the run ran by. */
  readonly original: PluginConfigVersion;
  /** The version that the replay runs by. */
  readonly version: PluginConfigVersion;
  readonly jobs: readonly PluginJob[];
  readonly past: PastRun;
  /** Ids of the root run and all its replays, the oldest first. */
  readonly family: readonly string[];
}

/**
 * Locks the form, so that nothing is deleted or changed meanwhile, and then the run and its root, so that
 * of several replays at once one begins. The order is that of every change of a form.
 */
export async function lockRun(
  tx: TransactionClient,
  runId: string,
): Promise<{ readonly run: PluginRun; readonly form: Form }> {
  const found = await tx.pluginRun.findUnique({ where: { id: runId } });
  if (found === null) throw notFound();
  const form = await lockForm(tx, found.formId);
  await tx.$queryRaw`
    SELECT id FROM "PluginRun" WHERE id IN (${runId}::uuid, ${found.rootRunId}::uuid)
    ORDER BY id FOR UPDATE`;
  const run = await tx.pluginRun.findUnique({ where: { id: runId } });
  if (run === null) throw notFound();
  return { run, form };
}

/** Reads what a replay needs besides; refuses where something is under way, or gone. */
export async function readSource(
  tx: TransactionClient,
  { run, form }: { readonly run: PluginRun; readonly form: Form },
  choice: "original" | "live",
): Promise<ReplaySource> {
  const family = await readFamily(tx, run.rootRunId, run.id);
  const where = { id: run.pluginConfigId, deletedAt: null };
  const pipeline = await tx.pluginConfig.findFirst({ where });
  if (pipeline === null) throw gone("The automation of this run was deleted.");
  await requireEvent(tx, run);
  const original = await tx.pluginConfigVersion.findUnique({ where: { id: run.versionId } });
  if (original === null) throw gone("The version that this run ran by does not exist any more.");
  const version = choice === "original" ? original : await liveVersion(tx, pipeline);
  const jobs = await tx.pluginJob.findMany({
    where: { runId: run.id },
    orderBy: { ordinal: "asc" },
  });
  const plan = planSchema.parse(original.plan);
  if (jobs.length !== plan.steps.length) throw gone("The steps of this run were deleted.");
  const past = { plan, states: jobs };
  return { run, form, pipeline, original, version, jobs, past, family };
}

async function readFamily(tx: TransactionClient, rootRunId: string, runId: string) {
  const rows = await tx.pluginRun.findMany({
    where: {
      OR: [{ id: { in: [rootRunId, runId] } }, { rootRunId, replayOf: { not: null } }],
    },
    orderBy: { id: "asc" },
    select: { id: true, finishedAt: true },
  });
  const open = rows.find((row) => row.finishedAt === null);
  if (open !== undefined) {
    const title =
      open.id === runId
        ? "The run is still under way: cancel it, or wait until it has ended."
        : "A replay of this run, or the run that it repeats, is still under way.";
    throw new Refusal("run_unfinished", title, { details: { runId: open.id } });
  }
  return rows.map((row) => row.id);
}

async function requireEvent(tx: TransactionClient, run: PluginRun): Promise<void> {
  const event = await tx.formEvent.findUnique({
    where: { id: run.eventId },
    select: { payload: true },
  });
  const purged = event === null || Object.keys(Object(event.payload)).length === 0;
  if (purged) throw gone("The answers that this run was about were deleted.");
  if (run.responseId === null || run.eventType === "response.deleted") return;
  const response = await tx.formResponse.findUnique({
    where: { id: run.responseId },
    select: { id: true },
  });
  if (response === null) throw gone("The response that this run was about was deleted.");
}

async function liveVersion(
  tx: TransactionClient,
  { id, liveVersion: number }: PluginConfig,
): Promise<PluginConfigVersion> {
  const version =
    number === null
      ? null
      : await tx.pluginConfigVersion.findUnique({
          where: { pluginConfigId_number: { pluginConfigId: id, number } },
        });
  if (version === null) {
    throw new Refusal("version_differs", "The automation has no live version: publish it first.");
  }
  return version;
}

const gone = (title: string): Refusal => new Refusal("gone", title);
