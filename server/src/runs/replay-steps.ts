import type { Plan, PlanStep, ReplayStep } from "@formloom/shared/graph";
import type { Effect, NodeType } from "@formloom/shared/plugin";
import type { TransactionClient } from "../db/client.ts";
import { Refusal } from "../http/refusal.ts";
import { firstEffects, gatherActs, hasActed, type PastActs } from "./replay-effects.ts";
import type { ReplaySource } from "./replay-source.ts";

interface AgainRequest {
  readonly source: ReplaySource;
  readonly plan: Plan;
  readonly steps: readonly ReplayStep[];
  /** Ids of nodes whose settings the request changes. */
  readonly edited: ReadonlySet<string>;
  readonly sendAgain: boolean;
}

/**
 * Checks the steps that are to run again, and gives the acts that each begins with, by node id. Refuses
 * where node type or connection is gone, and where something was sent that the request does not mean to
 * send again.
 */
export async function checkAgain(
  tx: TransactionClient,
  nodeTypes: readonly NodeType[],
  request: AgainRequest,
): Promise<ReadonlyMap<string, readonly Effect[]>> {
  const { source, plan, steps, edited, sendAgain } = request;
  const again = plan.steps.filter(
    (step, ordinal) => steps[ordinal]?.kind === "again" && !step.disabled,
  );
  checkTypes(nodeTypes, again);
  await checkConnections(tx, source, again);
  const acts = await readActs(tx, source.family, again);
  const at = new Date().toISOString();
  return new Map(
    again.map(({ nodeId, name }): [string, readonly Effect[]] => {
      const past = acts.get(nodeId) ?? gatherActs([]);
      const isEdited = edited.has(nodeId);
      if (!sendAgain) checkActs(past, { nodeId, name, isEdited });
      const fresh = sendAgain || isEdited;
      return [nodeId, firstEffects(past, { rootRunId: source.run.rootRunId, nodeId, fresh, at })];
    }),
  );
}

function checkTypes(nodeTypes: readonly NodeType[], again: readonly PlanStep[]): void {
  const known = new Set(nodeTypes.map((type) => type.id));
  const missing = again.find((step) => !known.has(step.type));
  if (missing === undefined) return;
  const { nodeId, name } = missing;
  throw new Refusal("unknown_plugin", `The node type of the step "${name}" is not installed.`, {
    details: { nodeId },
  });
}

async function checkConnections(
  tx: TransactionClient,
  { form }: ReplaySource,
  again: readonly PlanStep[],
): Promise<void> {
  const ids = again.flatMap((step) => step.connectionId ?? []);
  if (ids.length === 0) return;
  const rows = await tx.connection.findMany({
    where: { id: { in: ids }, ownerId: form.ownerId },
    select: { id: true },
  });
  const own = new Set(rows.map((row) => row.id));
  const bare = again.find(({ connectionId }) => connectionId !== null && !own.has(connectionId));
  if (bare === undefined) return;
  const { nodeId, name } = bare;
  throw new Refusal(
    "connection_missing",
    `The connection of the step "${name}" does not exist any more: choose another one, publish, and replay by the live version.`,
    { details: { nodeId } },
  );
}

function checkActs(
  past: PastActs,
  step: { readonly nodeId: string; readonly name: string; readonly isEdited: boolean },
): void {
  const { nodeId, name, isEdited } = step;
  const details = { details: { nodeId } };
  if (past.unknown) {
    throw new Refusal(
      "effect_unknown",
      `The step "${name}" was interrupted: say first whether it was sent, or choose to send it again.`,
      details,
    );
  }
  if (isEdited && hasActed(past)) {
    throw new Refusal(
      "effect_confirmed",
      `What the step "${name}" sent cannot be changed: choose to send it again, with the new settings.`,
      details,
    );
  }
}

/** What the run and all its replays know of these nodes' acts. Served by PluginJob_pkey. */
async function readActs(
  tx: TransactionClient,
  family: readonly string[],
  again: readonly PlanStep[],
): Promise<ReadonlyMap<string, PastActs>> {
  const where = {
    runId: { in: [...family] },
    nodeId: { in: again.map((step) => step.nodeId) },
  };
  const jobs = await tx.pluginJob.findMany({
    where,
    orderBy: [{ runId: "asc" }, { ordinal: "asc" }],
    select: { runId: true, ordinal: true, nodeId: true, status: true, effects: true },
  });
  const logs = await tx.pluginExecutionLog.findMany({
    where,
    orderBy: { attempt: "asc" },
    select: { runId: true, ordinal: true, outcome: true },
  });
  const outcomes = Map.groupBy(logs, (log) => `${log.runId} ${log.ordinal}`);
  const byNode = Map.groupBy(jobs, (job) => job.nodeId);
  return new Map(
    [...byNode].map(([nodeId, rows]) => [
      nodeId,
      gatherActs(
        rows.map(({ runId, ordinal, status, effects }) => ({
          status,
          effects,
          outcomes: (outcomes.get(`${runId} ${ordinal}`) ?? []).map((log) => log.outcome),
        })),
      ),
    ]),
  );
}
