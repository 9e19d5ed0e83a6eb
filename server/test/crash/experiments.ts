import { f01 } from "./experiments/f01-kill.ts";
import type { FaultExperiment } from "./fault-experiment.ts";

/** Every experiment, in the order in which they run. */
export const experiments: readonly FaultExperiment[] = [f01];
