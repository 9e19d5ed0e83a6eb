import type { createPipeline, RouteBody, updatePipeline } from "@formloom/shared/api";
import { newGraph } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { Form, PluginConfig } from "../db/generated/client.ts";
import { lockForm, stale } from "../forms/update-form.ts";
import { notFound } from "../http/refusal.ts";
import { checkConnections } from "./graph-connections.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type Deps = Pick<PipelineDeps, "prisma" | "pipeline" | "audit">;

/** Makes a pipeline of a form; it starts runs once it is published and on. */
export async function addPipeline(
  deps: Deps,
  input: { readonly formId: string; readonly userId: string } & RouteBody<typeof createPipeline>,
): Promise<PluginConfig> {
  return deps.prisma.$transaction((tx) => insertPipeline(tx, deps, input));
}

export async function insertPipeline(
  tx: TransactionClient,
  deps: Pick<Deps, "audit">,
  input: Parameters<typeof addPipeline>[1],
): Promise<PluginConfig> {
  const form = await lockForm(tx, input.formId);
  const graph = input.graph ?? newGraph();
  await checkConnections(tx, graph, form.ownerId);
  const row = await tx.pluginConfig.create({
    data: {
      id: newId(),
      formId: form.id,
      name: input.name,
      enabled: input.enabled,
      enabledAt: input.enabled ? new Date() : null,
      graph: asJson(graph),
      createdById: input.userId,
    },
  });
  const subject = { subjectType: "pipeline", subjectId: row.id };
  await deps.audit.record({ userId: input.userId, action: "pipeline.created", ...subject }, tx);
  return row;
}

/** Changes name, draft or order, or switches it on or off; what new events see changes in the same commit. */
export async function changePipeline(
  deps: Deps,
  change: {
    readonly id: string;
    readonly userId: string;
    /** Null: whatever the version. */
    readonly version: number | null;
  } & RouteBody<typeof updatePipeline>,
): Promise<PluginConfig> {
  const row = await deps.prisma.$transaction(async (tx) => {
    const { form, pipeline } = await lockPipeline(tx, change.id, change.version);
    if (change.graph !== undefined) await checkConnections(tx, change.graph, form.ownerId);
    const switched = change.enabled !== undefined && change.enabled !== pipeline.enabled;
    const oneAtATime = change.oneAtATime ?? pipeline.oneAtATime;
    const updated = await tx.pluginConfig.update({
      where: { id: pipeline.id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.graph === undefined
          ? {}
          : { graph: asJson(change.graph), draftById: change.userId, draftAt: new Date() }),
        ...(switched ? { enabled: !pipeline.enabled, ...switchTime(pipeline.enabled) } : {}),
        oneAtATime,
        version: { increment: 1 },
      },
    });
    const actions = switchesBetween(pipeline, updated);
    if (actions.length > 0) await raiseRevision(tx, form.id);
    const subject = { subjectType: "pipeline", subjectId: updated.id };
    for (const action of actions) {
      await deps.audit.record({ userId: change.userId, action, ...subject }, tx);
    }
    return updated;
  });
  deps.pipeline.forms.forget(row.formId);
  return row;
}

/** What the record calls the switches that differ. */
function switchesBetween(before: PluginConfig, after: PluginConfig): string[] {
  const actions: string[] = [];
  if (before.enabled !== after.enabled) {
    actions.push(after.enabled ? "pipeline.switched-on" : "pipeline.switched-off");
  }
  if (before.oneAtATime !== after.oneAtATime) {
    actions.push(after.oneAtATime ? "pipeline.one-at-a-time" : "pipeline.side-by-side");
  }
  return actions;
}

/** Takes a pipeline out of sight and cancels its runs; its history stays with the form. */
export async function removePipeline(deps: Deps, id: string, userId: string): Promise<void> {
  const formId = await deps.prisma.$transaction(async (tx) => {
    const { form } = await lockPipeline(tx, id);
    await tx.pluginConfig.update({
      where: { id },
      data: { deletedAt: new Date(), enabled: false, ...switchTime(true) },
    });
    await raiseRevision(tx, form.id);
    const subject = { subjectType: "pipeline", subjectId: id };
    await deps.audit.record({ userId, action: "pipeline.deleted", ...subject }, tx);
    return form.id;
  });
  deps.pipeline.forms.forget(formId);
  await deps.pipeline.cancelRuns({ pipelineId: id });
}

/** Locks form and pipeline, in this order everywhere, so that no two changes wait for each other. */
export async function lockPipeline(
  tx: TransactionClient,
  id: string,
  version: number | null = null,
): Promise<{ readonly form: Form; readonly pipeline: PluginConfig }> {
  const where = { id, deletedAt: null };
  const found = await tx.pluginConfig.findFirst({ where, select: { formId: true } });
  if (found === null) throw notFound();
  const form = await lockForm(tx, found.formId);
  const pipeline = await tx.pluginConfig.findFirst({ where });
  if (pipeline === null) throw notFound();
  if (version !== null && version !== pipeline.version) throw stale();
  return { form, pipeline };
}

/** Tells submissions that were prepared before that they must look again. */
export async function raiseRevision(tx: TransactionClient, formId: string): Promise<void> {
  await tx.form.update({ where: { id: formId }, data: { revision: { increment: 1 } } });
}

/** When a pipeline that was on or off was switched. */
const switchTime = (
  wasOn: boolean,
): { readonly enabledAt?: Date; readonly disabledAt: Date | null } =>
  wasOn ? { disabledAt: new Date() } : { enabledAt: new Date(), disabledAt: null };
