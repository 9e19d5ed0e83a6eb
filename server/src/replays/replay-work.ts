import { newId } from "@formloom/shared/kernel";
import type { RunChange } from "@formloom/shared/events";
import type { TaskRunState } from "@formloom/shared/api";
import { formRight } from "../accounts/access.ts";
import { asJson, type TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";
import type { ReplayDeps } from "../runs/replay-deps.ts";
import { replayRunIn } from "../runs/replay-run.ts";
import { runPriorities } from "../runs/write-replay.ts";
import { settleTaskRuns } from "../tasks/task-runs.ts";
import { TaskFailed, type TaskPiece, type TaskWork } from "../tasks/task-work.ts";
import { judgeCanary } from "./judge-canary.ts";
import {
  readReplayInput,
  readReplayKept,
  type ReplayInput,
  type ReplayKept,
} from "./replay-input.ts";
import { nextSubjects, type ReplaySubject } from "./replay-sources.ts";

/** Replays that are made in one commit: the form is locked meanwhile, against changes only. */
const maxPiece = 10;
/** How often what is under way is looked at, in ms. */
const lookEveryMs = 500;

type Task = Parameters<TaskWork>[0];

/**
 * Replays many runs: one first where that is wished, the others only when it did what had failed, at the
 * rate that was chosen, and it ends when they have ended. Each piece's replays are part of the commit of its
 * progress, under keys made of task and run, so that no run is replayed twice whatever is killed.
 */
export function createReplayWork(deps: ReplayDeps): TaskWork {
  return async (task) => {
    const input = readReplayInput(task.input);
    const kept = readReplayKept(task.summary, input);
    await checkAsker(deps, task);
    if (!kept.canaryPassed && kept.canaryRunId !== null) {
      const verdict = await judgeCanary(deps.prisma, kept.canaryRunId);
      if (verdict.kind === "under-way") return rest(kept, "the one that was tried first");
      if (verdict.kind === "failed") return stopAt(deps, task, verdict.reason);
      return goOn(deps, task, {
        input,
        kept: { ...kept, canaryPassed: verdict.kind === "passed" },
      });
    }
    return goOn(deps, task, { input, kept });
  };
}

interface Stand {
  readonly input: ReplayInput;
  readonly kept: ReplayKept;
}

/** The next replays; where there are none left, waits for those under way. */
async function goOn(deps: ReplayDeps, task: Task, { input, kept }: Stand): Promise<TaskPiece> {
  const isCanary = !kept.canaryPassed;
  const { size, everyMs } = isCanary ? { size: 1, everyMs: lookEveryMs } : paceOf(input.perMinute);
  const at = { done: task.done, position: kept.position, limit: size };
  const { subjects, left } = await nextSubjects(deps.prisma, input, at);
  const [first] = subjects;
  if (first === undefined) return awaitRuns(deps, task, kept);
  const newRunId = isCanary ? newId() : null;
  const changes: RunChange[] = [];
  return {
    advanced: subjects.length,
    total: task.done + left,
    items: [],
    summary: {
      ...kept,
      waitsFor: null,
      canaryRunId: newRunId ?? kept.canaryRunId,
      position: subjects.at(-1)?.position ?? null,
    },
    // After the last ones only their ends are waited for.
    goOnInMs: left > subjects.length ? everyMs : lookEveryMs,
    write: async (tx) => {
      for (const [index, subject] of subjects.entries()) {
        const made = await replayOne(tx, deps, { task, subject, newRunId, version: input.version });
        if (made.change !== null) changes.push(made.change);
        const { state, runId, reason } = made;
        const data = asJson({ sourceRunId: subject.runId, reason });
        const ordinal = task.done + index;
        const { responseId } = subject;
        await tx.taskItem.create({
          data: {
            taskId: task.id,
            ordinal,
            responseId,
            state,
            runId,
            data,
            failing: runId === null,
          },
        });
      }
    },
    written: () => changes.forEach((change) => deps.pipeline.announceRun(change)),
  };
}

interface Made {
  readonly state: TaskRunState;
  readonly runId: string | null;
  readonly reason: string;
  readonly change: RunChange | null;
}

async function replayOne(
  tx: TransactionClient,
  deps: ReplayDeps,
  one: {
    readonly task: Task;
    readonly subject: ReplaySubject;
    /** Of the one that is tried first; null: it is among the others. */
    readonly newRunId: string | null;
    readonly version: ReplayInput["version"];
  },
): Promise<Made> {
  const { task, subject, newRunId, version } = one;
  const replay = async (fromNodeId: string | null): Promise<Made> => {
    const { runId, change } = await replayRunIn(tx, deps, {
      runId: subject.runId,
      userId: task.createdById,
      key: `task ${task.id}`,
      body: {
        ...(fromNodeId === null ? {} : { fromNodeId }),
        version,
        sendAgain: false,
        applyToDraft: false,
      },
      priority: newRunId === null ? runPriorities.bulk : runPriorities.byHand,
      ...(newRunId === null ? {} : { newRunId }),
    });
    return { state: "under-way", runId, reason: "", change };
  };
  const refused = (error: unknown): Made => {
    // It is thrown before anything is written; whatever else is thrown ends the whole commit.
    if (!(error instanceof Refusal)) throw error;
    return { state: "refused", runId: null, reason: error.message, change: null };
  };
  try {
    return await replay(subject.fromNodeId);
  } catch (error) {
    // Another step stopped as well: the whole run goes again, and what was sent stays sent.
    const isPartial = error instanceof Refusal && error.code === "step_unfinished";
    if (!isPartial || subject.fromNodeId === null) return refused(error);
    return replay(null).catch(refused);
  }
}

/** Notes what ended; goes on to look while something moves by itself. */
async function awaitRuns(deps: ReplayDeps, task: Task, kept: ReplayKept): Promise<TaskPiece> {
  const moving = await settleTaskRuns(deps.prisma, task.id);
  if (moving > 0) return { ...rest(kept, null), total: task.done };
  return { advanced: 0, items: [], summary: { ...kept, waitsFor: null }, total: task.done };
}

function rest(kept: ReplayKept, waitsFor: string | null): TaskPiece {
  const words = waitsFor === null ? null : `Waits for ${waitsFor}.`;
  return { advanced: 0, items: [], summary: { ...kept, waitsFor: words }, goOnInMs: lookEveryMs };
}

async function stopAt(deps: ReplayDeps, task: Task, reason: string): Promise<never> {
  await settleTaskRuns(deps.prisma, task.id);
  const others = task.total - task.done;
  const left = others === 0 ? "" : ` The other ${others} were left as they are.`;
  throw new TaskFailed(`${reason}${left}`);
}

/** So many at once, and how long until the next, in ms. */
function paceOf(perMinute: number | null): { readonly size: number; readonly everyMs: number } {
  if (perMinute === null) return { size: maxPiece, everyMs: 0 };
  const size = Math.min(maxPiece, Math.max(1, Math.floor((perMinute * lookEveryMs) / 60_000)));
  return { size, everyMs: (size * 60_000) / perMinute };
}

/** Whoever lost the right to replay since they asked for it does not do so through a task either. */
async function checkAsker({ prisma }: ReplayDeps, task: Task): Promise<void> {
  const [user, form] = await Promise.all([
    prisma.user.findUnique({ where: { id: task.createdById } }),
    prisma.form.findFirst({ where: { id: task.formId, deletedAt: null } }),
  ]);
  if (form === null) throw new TaskFailed("The form was deleted.");
  const right =
    user === null || user.disabledAt !== null
      ? "none"
      : formRight(
          {
            id: user.id,
            role: user.role === "admin" || user.role === "owner" ? user.role : "viewer",
          },
          { ownerId: form.ownerId, shared: false },
        );
  if (right !== "write") {
    throw new TaskFailed("Whoever asked for it may not replay runs of this form any more.");
  }
}
