import type { Scenario } from "./scenario.ts";
import { peers } from "./scenarios/peers.ts";
import { steps } from "./scenarios/steps.ts";

/** Everything that can be measured, in the order in which it is. */
export const scenarios: readonly Scenario[] = [peers, steps];
