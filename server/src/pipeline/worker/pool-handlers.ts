import type { RunProgress, StartedStep, StepReport } from "./protocol.ts";
import type { LossCause } from "./thread-slot.ts";

export interface ThreadSettings {
  readonly builtIn: string;
  readonly external: readonly string[];
  readonly egressAllow: readonly string[];
  readonly mailFrom: string;
  /** Most acts under way at one host, in each thread. */
  readonly maxActsPerHost: number;
  /** For fault experiments only: see fail-point.ts. */
  readonly failPoint?: string | undefined;
}

/** Whom the pool tells what its threads say. */
export interface PoolHandlers {
  readonly onProgress: (items: readonly RunProgress[]) => void;
  readonly onBegin: (run: { runId: string; epoch: number; step: StepReport }) => void;
  readonly onStarted: (steps: readonly StartedStep[]) => void;
  readonly onThreadDied: (cause: LossCause) => void;
  /** A thread is gone with these runs in it. */
  readonly onThreadLost: (runIds: readonly string[], cause: LossCause) => void;
  readonly onBlocked: (blocked: { runId: string; reason: string }) => void;
  readonly onError: (error: unknown, thread: string) => void;
}

/** Hears nothing. */
export const nobody: PoolHandlers = {
  onProgress: () => {},
  onBegin: () => {},
  onStarted: () => {},
  onThreadDied: () => {},
  onThreadLost: () => {},
  onBlocked: () => {},
  onError: () => {},
};
