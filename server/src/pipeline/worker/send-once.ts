import { Abandon } from "./abandon.ts";
import { EffectLedger } from "./effect-ledger.ts";
import type { MessageResult } from "../ports.ts";
import type { RunTask, SendTask } from "./protocol.ts";
import { runStep, type StepRun } from "./run-step.ts";
import type { StepDeps } from "./step-job.ts";

/**
 * Lets a node type act once, outside of any run: by the same code, guard and circuits as a step. Never
 * throws. The effect's key comes of the task's id, so that the same message has the same key each time.
 */
export async function sendOnce(task: SendTask, deps: StepDeps): Promise<MessageResult> {
  const { id, step } = task;
  const ledger = new EffectLedger({ rootRunId: id, nodeId: step.nodeId }, []);
  const job = {
    task: asRun(task),
    step,
    kinds: {},
    choices: {},
    attempt: 1,
    input: null,
    outputs: {},
    ledger,
    abandon: new Abandon(),
  };
  const { outcome } = await runStep(job, deps);
  const [caught] = ledger.caught;
  if (caught !== undefined) return { state: "caught", mail: caught.mail };
  return resultOf(outcome);
}

function resultOf(outcome: StepRun["outcome"]): MessageResult {
  switch (outcome.kind) {
    case "succeeded":
    case "waiting":
      return { state: "sent" };
    case "putOff":
      return failed(true, outcome.dueInMs, outcome.reason);
    case "skipped":
      return failed(false, 0, outcome.reason);
    case "failed": {
      const { retry, error, retryAfterMs = 0 } = outcome;
      return { state: "failed", retry, retryAfterMs, error };
    }
  }
}

const failed = (retry: boolean, retryAfterMs: number, message: string): MessageResult => ({
  state: "failed",
  retry,
  retryAfterMs,
  error: { code: "put_off", message, who: "service" },
});

/** The run that a step believes it is in. */
function asRun({ id, timeZone, values, ...rest }: SendTask): RunTask {
  const { connections, serverMail, webhookSecrets } = rest;
  return {
    runId: id,
    epoch: 0,
    rootRunId: id,
    pipelineId: "",
    versionId: "",
    careful: false,
    isTest: false,
    testTo: null,
    event: {
      id,
      formId: "",
      responseId: null,
      type: "form.submitted",
      payload: { answers: values },
      originPipelineId: null,
      at: new Date().toISOString(),
    },
    form: { id: "", name: "Formloom", timeZone },
    responseUrl: "",
    resumed: [],
    connections,
    serverMail,
    webhookSecrets,
  };
}
