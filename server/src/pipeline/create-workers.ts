import type { Config } from "../config.ts";
import { maxInFlight } from "./in-flight.ts";
import type { PluginSources } from "./plugins/registry.ts";
import { WorkerPool } from "./worker/pool.ts";

/**
 * The pool of threads, not started yet. It needs no database, so that it can load the node types while
 * the rest of the server starts. The places at one host are shared among the threads.
 */
export function createWorkers({
  config,
  sources,
}: {
  readonly config: Pick<Config, "threads" | "egressAllow" | "mailFrom">;
  readonly sources: PluginSources;
}): WorkerPool {
  return new WorkerPool({
    threads: config.threads,
    settings: {
      ...sources,
      egressAllow: config.egressAllow,
      mailFrom: config.mailFrom ?? "Formloom <formloom@localhost>",
      maxActsPerHost: Math.ceil(maxInFlight / 4 / config.threads),
      failPoint: process.env["FORMLOOM_TEST_FAIL_POINT"],
    },
  });
}
