import type { RunStatus, StepStatus } from "../run/status.ts";
import type { FormEvent, FormEventType } from "./form-event.ts";

/** A step's change, after the commit that holds it. A hint: the state is in the database. */
export interface StepChange {
  readonly runId: string;
  readonly formId: string;
  readonly pipelineId: string;
  readonly nodeId: string;
  readonly status: StepStatus;
  /** Counted from 1; 0 before the first. */
  readonly attempt: number;
}

/** A run's change, after the commit that holds it. */
export interface RunChange {
  readonly runId: string;
  readonly formId: string;
  readonly pipelineId: string;
  readonly status: RunStatus;
}

/** What the bus carries: the four form events, and the lifecycle of steps and runs. */
export type EventMap = Readonly<Record<FormEventType, FormEvent>> & {
  readonly "plugin.job.created": StepChange;
  readonly "plugin.job.started": StepChange;
  readonly "plugin.job.completed": StepChange;
  readonly "plugin.job.failed": StepChange;
  readonly "plugin.run.changed": RunChange;
};
