import { createHash } from "node:crypto";
import type { replayRun as contract, RouteBody } from "@formloom/shared/api";
import { editPlan, planReplay, planSchema, type ReplayFault } from "@formloom/shared/graph";
import type { RunChange } from "@formloom/shared/events";
import { newId } from "@formloom/shared/kernel";
import { runEditsSchema, type RunEdits, type StepEdit } from "@formloom/shared/run";
import type { TransactionClient } from "../db/client.ts";
import { invalidValue, Refusal } from "../http/refusal.ts";
import type { ReplayDeps } from "./replay-deps.ts";
import { writeDraft } from "./replay-draft.ts";
import { checkEdit, describeEdit } from "./replay-edit.ts";
import { checkShown } from "./replay-input.ts";
import { checkKept } from "./replay-cleared.ts";
import { lockRun, readSource, type ReplaySource } from "./replay-source.ts";
import { checkAgain } from "./replay-steps.ts";
import { runPriorities, writeReplay } from "./write-replay.ts";

export interface ReplayRequest {
  readonly runId: string;
  readonly userId: string;
  /** `Idempotency-Key`; null: none was sent. */
  readonly key: string | null;
  readonly body: RouteBody<typeof contract>;
  /** Default: as for everything that somebody asked for by hand. */
  readonly priority?: number;
  /** Id of the new run; default: a new one. */
  readonly newRunId?: string;
}

export interface ReplayResult {
  readonly runId: string;
  /** Whether an earlier request with the same key had made it. */
  readonly repeated: boolean;
}

/**
 * Runs a run again, as a new run that shares the old one's effect keys. All its rows, its job and the
 * record of who did it are one transaction.
 */
export async function replayRun(deps: ReplayDeps, request: ReplayRequest): Promise<ReplayResult> {
  const done = await deps.prisma.$transaction((tx) => replayRunIn(tx, deps, request));
  if (!done.repeated) deps.pipeline.announceRun(done.change);
  return done;
}

/** The same within a transaction of the caller's; `change` is to be announced after its commit. */
export async function replayRunIn(
  tx: TransactionClient,
  deps: Omit<ReplayDeps, "prisma">,
  request: ReplayRequest,
): Promise<ReplayResult & { readonly change: RunChange }> {
  checkBody(request.body);
  const replayKey = request.key === null ? null : keyOf(request, request.key);
  const locked = await lockRun(tx, request.runId);
  const { formId, pluginConfigId: pipelineId } = locked.run;
  const told = (runId: string) => ({ runId, formId, pipelineId, status: "queued" as const });
  const first = replayKey === null ? null : await tx.pluginRun.findUnique({ where: { replayKey } });
  if (first !== null) return { runId: first.id, repeated: true, change: told(first.id) };
  const source = await readSource(tx, locked, request.body.version);
  const runId = await beginReplay(tx, deps, { ...request, source, replayKey });
  return { runId, repeated: false, change: told(runId) };
}

async function beginReplay(
  tx: TransactionClient,
  deps: Omit<ReplayDeps, "prisma">,
  request: ReplayRequest & { readonly source: ReplaySource; readonly replayKey: string | null },
): Promise<string> {
  const { source, body, userId, replayKey, priority = runPriorities.byHand } = request;
  const { newRunId: runId = newId() } = request;
  const { version, run } = source;
  const { triggerId } = planSchema.parse(version.plan);
  const fromNodeId = body.fromNodeId === triggerId ? null : (body.fromNodeId ?? null);
  const edit = readEdit(body, fromNodeId);
  const edits: RunEdits = {
    fromNodeId,
    version: body.version,
    sendAgain: body.sendAgain,
    steps: { ...carriedEdits(source, body.version), ...edit },
  };
  const plan = editPlan(planSchema.parse(version.plan), edits.steps);
  const planned = planReplay(plan, { fromNodeId, past: source.past });
  if (!planned.ok) throw refuseFault(planned.fault);
  checkKept(source, { steps: planned.steps, edits, own: edit });
  for (const [nodeId, stepEdit] of Object.entries(edit)) {
    await checkEdit(tx, deps.graphTools, { version, nodeId, edit: stepEdit });
    if (stepEdit.resolved) await checkShown(tx, { runId: run.id, nodeId, input: stepEdit.config });
  }
  const edited = new Set(Object.keys(edit));
  const { sendAgain } = body;
  const steps = planned.steps;
  const effects = await checkAgain(tx, deps.nodeTypes, { source, plan, steps, edited, sendAgain });
  const replay = { runId, source, plan, steps, edits, effects, userId, replayKey, priority };
  await writeReplay(tx, replay);
  await deps.pipeline.queueRuns(tx, [runId]);
  const changes: unknown[] = [];
  for (const [nodeId, one] of Object.entries(edit)) {
    changes.push(await describeEdit(tx, run.id, { version, nodeId, edit: one }));
  }
  const { version: chosen } = body;
  const detail = { replayOf: run.id, fromNodeId, version: chosen, sendAgain, changes };
  await deps.audit.record(
    { userId, action: "run.replayed", subjectType: "run", subjectId: runId, detail },
    tx,
  );
  if (body.applyToDraft) await writeDraft(tx, deps, { source, edit, userId });
  return runId;
}

/** What cannot be meant, whatever the run. */
function checkBody({ fromNodeId, input, config, applyToDraft }: ReplayRequest["body"]): void {
  if (input !== undefined && config !== undefined) {
    throw invalidValue("input", "both_given", "Send either input or config.");
  }
  if ((input !== undefined || config !== undefined) && fromNodeId === undefined) {
    throw invalidValue("fromNodeId", "required", "Name the step that input or config is for.");
  }
  if (applyToDraft && config === undefined) {
    throw invalidValue("config", "required", "Only config can be written into the draft.");
  }
}

/** The request's own edit, by node id; empty where there is none. */
function readEdit(
  { input, config }: ReplayRequest["body"],
  fromNodeId: string | null,
): Readonly<Record<string, StepEdit>> {
  const settings = input ?? config;
  if (settings === undefined) return {};
  if (fromNodeId === null) {
    throw invalidValue("fromNodeId", "trigger", "The settings of the trigger cannot be replayed.");
  }
  // A graph may call a node so, but no JSON with that key is read back.
  if (fromNodeId === "__proto__") {
    throw invalidValue(
      "fromNodeId",
      "bad_id",
      "The settings of a node of this id cannot be edited.",
    );
  }
  return { [fromNodeId]: { config: settings, resolved: input !== undefined } };
}

/** A replay of an edited replay runs with its edits, unless it is to run by the live version. */
function carriedEdits({ run }: ReplaySource, version: "original" | "live"): RunEdits["steps"] {
  if (run.edits === null || version === "live") return {};
  return runEditsSchema.parse(run.edits).steps;
}

function refuseFault({ code, nodeId, name }: ReplayFault): Refusal {
  const details = { details: { nodeId } };
  switch (code) {
    case "unknown_node":
      return new Refusal("version_differs", `This version has no step "${name}".`, details);
    case "changed_ancestor":
      return new Refusal(
        "version_differs",
        `In the live version the step "${name}" comes before it, and it is not the one that ran. Replay from the start, or by the original version.`,
        details,
      );
    case "unfinished_step":
      return new Refusal(
        "step_unfinished",
        `The step "${name}" has no result to build on: replay from there, or from the start.`,
        details,
      );
    case "not_reached":
      return new Refusal(
        "step_not_reached",
        `The run did not come to the step "${name}": replay from a step before it.`,
        details,
      );
  }
}

/** The same for the same key by the same person for the same run, and no other. */
function keyOf({ runId, userId }: ReplayRequest, key: string): string {
  return createHash("sha256").update(`${runId}\n${userId}\n${key}`).digest("hex");
}
