import { flushCompileCache } from "node:module";
import { ConfigError, loadConfig } from "./config.ts";
import { armFailPoint } from "./fail-point.ts";
import { createLogger } from "./logger.ts";
import { createSecretRegistry } from "./secret-registry.ts";
import { startServer } from "./server.ts";

/** What executes may end within this; a process manager usually kills after 30 s. */
const graceMs = 20_000;

/** Reads the configuration, starts the server, and stops it on a signal. */
async function run(): Promise<void> {
  const config = loadConfig(process.env);
  armFailPoint(process.env["FORMLOOM_TEST_FAIL_POINT"]);
  const secrets = createSecretRegistry();
  const logger = createLogger({ level: config.logLevel, secrets });
  const server = await startServer(config, { logger, secrets });
  logger.info({ url: server.url }, "Formloom is ready");
  flushCompileCache();
  // For people, beside the log's JSON lines.
  process.stderr.write(
    server.setupLink === null
      ? `\n  Formloom is ready at ${config.baseUrl}\n\n`
      : `\n  Formloom is ready. Make the first account here:\n  ${server.setupLink}\n\n`,
  );
  let stopping = false;
  const stop = (): void => {
    // A second signal means: now.
    if (stopping) process.exit(1);
    stopping = true;
    server.stop(graceMs).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "the stop failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/** Runs the product in this process; what keeps it from starting is said in a sentence. */
export function runServer(): void {
  run().catch(explain);
}

function explain(error: unknown): never {
  // What a person can mend is a sentence; everything else is a fault of ours and shows its stack.
  const isPlain = error instanceof ConfigError || (error instanceof Error && isPlainError(error));
  const text = error instanceof Error ? (isPlain ? error.message : error.stack) : String(error);
  process.stderr.write(`\n  Formloom did not start.\n  ${text ?? ""}\n\n`);
  process.exit(1);
}

function isPlainError(error: Error): boolean {
  const isNetwork =
    "code" in error && ["EADDRINUSE", "EACCES", "ECONNREFUSED"].includes(String(error.code));
  return isNetwork || error.constructor !== Error;
}
