import type { Scenario } from "./scenario.ts";
import { backfill } from "./scenarios/backfill.ts";
import { editor } from "./scenarios/editor.ts";
import { history } from "./scenarios/history.ts";
import { kills } from "./scenarios/kills.ts";
import { peers } from "./scenarios/peers.ts";
import { processes } from "./scenarios/processes.ts";
import { profile } from "./scenarios/profile.ts";
import { records } from "./scenarios/records.ts";
import { slow } from "./scenarios/slow.ts";
import { start } from "./scenarios/start.ts";
import { steps } from "./scenarios/steps.ts";
import { takeover } from "./scenarios/takeover.ts";
import { waiting } from "./scenarios/waiting.ts";

/** Everything that can be measured, in the order in which it is. */
export const scenarios: readonly Scenario[] = [
  peers,
  steps,
  waiting,
  history,
  records,
  kills,
  takeover,
  processes,
  slow,
  backfill,
  start,
  editor,
  profile,
];
