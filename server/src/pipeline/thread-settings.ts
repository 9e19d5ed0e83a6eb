import type { EngineDeps } from "./engine-deps.ts";
import { maxInFlight } from "./in-flight.ts";
import type { ThreadSettings } from "./worker/pool.ts";

/** What each thread is told at its start; the places at one host are shared among the threads. */
export const threadSettings = ({ config, sources }: EngineDeps): ThreadSettings => ({
  ...sources,
  egressAllow: config.egressAllow,
  mailFrom: config.mailFrom ?? "Formloom <formloom@localhost>",
  maxActsPerHost: Math.ceil(maxInFlight / 4 / config.threads),
  failPoint: process.env["FORMLOOM_TEST_FAIL_POINT"],
});
