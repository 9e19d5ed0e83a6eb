import { createHash } from "node:crypto";
import type { RouteBody, testPipeline } from "@formloom/shared/api";
import { advance, graphSchema, type Graph, type Plan } from "@formloom/shared/graph";
import { newId } from "@formloom/shared/kernel";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { Form, PluginConfig } from "../db/generated/client.ts";
import { storedFields } from "../forms/present-form.ts";
import { lockPipeline } from "../pipelines/change-pipeline.ts";
import { checkConnections } from "../pipelines/graph-connections.ts";
import { refuseProblems } from "../pipelines/publish.ts";
import { testResponse } from "./preview-test.ts";
import type { TrialDeps } from "./trial-deps.ts";
import { trialEvent, trialEventType } from "./trial-event.ts";

/** Runs that somebody asked for go before those that events start. */
const byHandPriority = 10;

export interface TestRequest {
  readonly pipelineId: string;
  readonly userId: string;
  /** `Idempotency-Key`; null: none was sent. */
  readonly key: string | null;
  readonly body: RouteBody<typeof testPipeline>;
}

export interface TestStarted {
  readonly runId: string;
  /** Whether an earlier request with the same key had made it. */
  readonly repeated: boolean;
}

/**
 * Starts a test: a run like any other, by a version of its own that is never live, for an event of its
 * own that starts nothing else. It has no turn, so that it holds nobody up. In `to-me` its mail goes to
 * whoever asked. All rows, its job and the record of who did it are one transaction. The same key by the same
 * person gets the same run, also while the first request is under way: they wait for the pipeline's lock.
 */
export async function startTest(deps: TrialDeps, request: TestRequest): Promise<TestStarted> {
  const { pipelineId, body } = request;
  const requestKey = request.key === null ? null : keyOf(request, request.key);
  const made = await deps.prisma.$transaction(async (tx) => {
    const { form, pipeline } = await lockPipeline(tx, pipelineId);
    const first =
      requestKey === null
        ? null
        : await tx.pluginRun.findUnique({ where: { replayKey: requestKey } });
    if (first !== null) return { runId: first.id, formId: form.id, repeated: true };
    const graph = body.graph ?? graphSchema.parse(pipeline.graph);
    await checkConnections(tx, graph, form.ownerId);
    const { plan, versionId } = await writeTestVersion(tx, deps, {
      form,
      pipeline,
      graph,
      request,
    });
    const runId = newId();
    const eventId = await writeEvent(tx, { form, plan, body });
    await writeRun(tx, { request, requestKey, plan, versionId, runId, ...eventId, pipeline });
    await deps.pipeline.queueRuns(tx, [runId]);
    const detail = { mode: body.mode, responseId: eventId.responseId };
    const subject = { subjectType: "run", subjectId: runId, detail };
    await deps.audit.record({ userId: request.userId, action: "pipeline.tested", ...subject }, tx);
    return { runId, formId: form.id, repeated: false };
  });
  const { repeated, ...run } = made;
  if (!repeated) deps.pipeline.announceRun({ ...run, pipelineId, status: "queued" });
  return { runId: run.runId, repeated };
}

/** The same for the same key by the same person for the same pipeline, and no other. */
function keyOf({ pipelineId, userId }: TestRequest, key: string): string {
  return createHash("sha256").update(`test\n${pipelineId}\n${userId}\n${key}`).digest("hex");
}

/** A version without a number: whoever looks for versions does not find it. */
async function writeTestVersion(
  tx: TransactionClient,
  { graphTools }: Pick<TrialDeps, "graphTools">,
  at: {
    readonly form: Form;
    readonly pipeline: PluginConfig;
    readonly graph: Graph;
    readonly request: TestRequest;
  },
): Promise<{ readonly plan: Plan; readonly versionId: string }> {
  const fields = storedFields(at.form);
  const { plan, problems, sentence } = graphTools.compile(at.graph, { fields });
  if (plan === null) throw refuseProblems(problems);
  const versionId = newId();
  await tx.pluginConfigVersion.create({
    data: {
      id: versionId,
      pluginConfigId: at.pipeline.id,
      number: null,
      graph: asJson(at.graph),
      plan: asJson(plan),
      fields: asJson(fields),
      sentence,
      publishedById: at.request.userId,
    },
  });
  return { plan, versionId };
}

/** An event that counts as delivered: no relay starts anything for it. */
async function writeEvent(
  tx: TransactionClient,
  {
    form,
    plan,
    body,
  }: { readonly form: Form; readonly plan: Plan; readonly body: TestRequest["body"] },
): Promise<{ eventId: string; eventType: string; responseId: string | null }> {
  const subject = { id: form.id, fields: storedFields(form) };
  // In the transaction: another connection might never come free while others wait for its lock.
  const response = await testResponse({ prisma: tx }, subject, body);
  const event = trialEvent(form.id, trialEventType([plan]), response);
  const { id: eventId, type: eventType, responseId } = event;
  await tx.formEvent.create({
    data: {
      id: eventId,
      formId: form.id,
      responseId,
      type: eventType,
      payload: asJson(event.payload),
      at: event.at,
      dispatchedAt: new Date(),
    },
  });
  return { eventId, eventType, responseId };
}

async function writeRun(
  tx: TransactionClient,
  run: {
    readonly request: TestRequest;
    readonly requestKey: string | null;
    readonly pipeline: PluginConfig;
    readonly plan: Plan;
    readonly versionId: string;
    readonly runId: string;
    readonly eventId: string;
    readonly eventType: string;
    readonly responseId: string | null;
  },
): Promise<void> {
  const { request, pipeline, plan, runId, versionId, eventId, eventType, responseId } = run;
  await tx.pluginRun.create({
    data: {
      id: runId,
      rootRunId: runId,
      pluginConfigId: pipeline.id,
      versionId,
      formId: pipeline.formId,
      responseId,
      eventId,
      eventType,
      status: "queued",
      careful: true,
      isTest: true,
      replayKey: run.requestKey,
      testTo: request.body.mode === "to-me" ? await addressOf(tx, request.userId) : null,
      requestedById: request.userId,
      priority: byHandPriority,
    },
  });
  const waiting = plan.steps.map(() => ({ status: "waiting", port: null }) as const);
  const ready = new Set(advance(plan, waiting).ready);
  await tx.pluginJob.createMany({
    data: plan.steps.map(({ nodeId, type: nodeType }, ordinal) => ({
      runId,
      ordinal,
      nodeId,
      nodeType,
      status: ready.has(ordinal) ? "pending" : "waiting",
    })),
  });
}

async function addressOf(tx: TransactionClient, userId: string): Promise<string> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  return user.email;
}
