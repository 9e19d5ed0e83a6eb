import { retryPolicySchema } from "@formloom/shared/run";
import { ownConnections } from "./own-connections.ts";
import type { Credentials, MessageRequest, MessageResult } from "./ports.ts";
import type { WorkerPool } from "./worker/pool.ts";
import type { PlanStep } from "@formloom/shared/graph";

const timeoutMs = 45_000;

/** Sends a message of the product's own by a node type. See `Pipeline.sendMessage`. */
export async function sendMessage(
  request: MessageRequest,
  deps: { readonly workers: Pick<WorkerPool, "send">; readonly credentials: Credentials },
): Promise<MessageResult> {
  const step = stepOf(request);
  const plan = { steps: [step] };
  const { credentials } = deps;
  // A thread's answer is made by our own code.
  return (await deps.workers.send({
    id: request.id,
    step,
    timeZone: request.timeZone,
    values: request.values,
    connections: await ownConnections([plan], request.ownerId, credentials),
    serverMail: credentials.serverMail,
    webhookSecrets: request.webhookSecrets,
  })) as MessageResult;
}

function stepOf({ nodeType, config, connectionId, resolved }: MessageRequest): PlanStep {
  return {
    nodeId: "alert",
    type: nodeType,
    typeVersion: 1,
    name: "Alert",
    config,
    connectionId,
    parents: [],
    join: null,
    hasErrorEdge: false,
    retry: retryPolicySchema.parse({}),
    timeoutMs,
    onError: "stop",
    ifInterrupted: "again",
    disabled: false,
    acts: true,
    resolved,
  };
}
