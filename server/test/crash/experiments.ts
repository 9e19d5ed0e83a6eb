import { f01 } from "./experiments/f01-kill.ts";
import { f02 } from "./experiments/f02-fail-points.ts";
import { f03 } from "./experiments/f03-same-key.ts";
import { f04 } from "./experiments/f04-database-killed.ts";
import { f05 } from "./experiments/f05-database-paused.ts";
import { f06 } from "./experiments/f06-connections-cut.ts";
import { f07 } from "./experiments/f07-one-of-two.ts";
import { f08 } from "./experiments/f08-zombie.ts";
import { f09 } from "./experiments/f09-start-together.ts";
import { f10 } from "./experiments/f10-rolling-restart.ts";
import { f11 } from "./experiments/f11-drain.ts";
import { f12 } from "./experiments/f12-bad-plugins.ts";
import { f13 } from "./experiments/f13-hanging-plugins.ts";
import { f14 } from "./experiments/f14-memory.ts";
import { f15 } from "./experiments/f15-bad-results.ts";
import { f16 } from "./experiments/f16-poison.ts";
import { f17 } from "./experiments/f17-backlog.ts";
import { f19 } from "./experiments/f19-large-graphs.ts";
import { f20 } from "./experiments/f20-bad-graphs.ts";
import { f21 } from "./experiments/f21-mail-faults.ts";
import { f22, f23, f25, f26 } from "./experiments/f23-web-faults.ts";
import { f24 } from "./experiments/f24-flapping.ts";
import { f29 } from "./experiments/f29-clocks.ts";
import { f30 } from "./experiments/f30-blocked-loop.ts";
import { f31 } from "./experiments/f31-process-limits.ts";
import { f32 } from "./experiments/f32-replays-at-once.ts";
import { f33 } from "./experiments/f33-replay-of-what-is-gone.ts";
import { f34 } from "./experiments/f34-delete-form.ts";
import { f35 } from "./experiments/f35-slow-listeners.ts";
import { f40 } from "./experiments/f40-payloads.ts";
import { f41 } from "./experiments/f41-backfill.ts";
import type { FaultExperiment } from "./fault-experiment.ts";

/** Every experiment, in the order in which they run. */
export const experiments: readonly FaultExperiment[] = [
  f01,
  f02,
  f03,
  f04,
  f05,
  f06,
  f07,
  f08,
  f09,
  f10,
  f11,
  f12,
  f13,
  f14,
  f15,
  f16,
  f17,
  f19,
  f20,
  f21,
  f22,
  f23,
  f24,
  f25,
  f26,
  f29,
  f30,
  f31,
  f32,
  f33,
  f34,
  f35,
  f40,
  f41,
];
