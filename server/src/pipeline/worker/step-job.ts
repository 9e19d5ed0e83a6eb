import type { Plan, PlanStep } from "@formloom/shared/graph";
import type { LoadedPlugin } from "../plugins/registry.ts";
import type { Abandon } from "./abandon.ts";
import type { Destinations } from "./destinations.ts";
import type { EffectLedger } from "./effect-ledger.ts";
import type { EgressGuard } from "./egress-guard.ts";
import type { RunTask } from "./protocol.ts";
import type { ServiceTally } from "./service-tally.ts";

/** One attempt of a step, to be made. */
export interface StepJob {
  readonly task: RunTask;
  readonly step: PlanStep;
  readonly kinds: Plan["kinds"];
  readonly choices: Plan["choices"];
  readonly attempt: number;
  readonly input: unknown;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly ledger: EffectLedger;
  /** Aborted when the run is cancelled or no longer ours. */
  readonly abandon: Abandon;
}

/** What every attempt in a thread shares. */
export interface StepDeps {
  readonly plugins: ReadonlyMap<string, LoadedPlugin>;
  readonly guard: EgressGuard;
  readonly destinations: Destinations;
  readonly tally: ServiceTally;
  readonly mailFrom: string;
}
