import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { chooseAccount } from "./embedded-account.ts";
import { locateBinaries } from "./embedded-binaries.ts";
import { prepareCluster } from "./embedded-cluster.ts";
import { EmbeddedError } from "./embedded-error.ts";
import { PostmasterKeeper } from "./embedded-keeper.ts";
import type { EmbeddedLog } from "./embedded-keeper.ts";
import { lockFolder } from "./folder-lock.ts";

export { EmbeddedError } from "./embedded-error.ts";

interface EmbeddedOptions {
  /** Formloom's data folder; the cluster is its `postgres`, PostgreSQL's log its `postgres.log`. */
  dataDir: string;
  log?: EmbeddedLog;
  /** Whether a commit waits for the disk; true unless a test throws the cluster away. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  connectionString: string;
  /** Shuts the database down cleanly and gives the data folder back; a second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that Formloom brings along, on a data folder that this process alone holds.
 * A server that outlived its Formloom is taken over, one that dies is started again. Throws
 * `EmbeddedError` with one sentence when the folder is in use or cannot be used.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true } = options;
  const dataDir = createFolder(options.dataDir);
  const lock = lockFolder(dataDir);
  if ("heldBy" in lock) throw new EmbeddedError(describeHolder(dataDir, lock.heldBy));
  try {
    const account = chooseAccount(join(dataDir, "postgres"));
    const binaries = locateBinaries(account);
    const cluster = await prepareCluster({ dataDir, account, binaries, durable });
    const keeper = new PostmasterKeeper({
      cluster,
      account,
      durable,
      postgres: binaries.postgres,
      logFile: join(dataDir, "postgres.log"),
      ...(log ? { log } : {}),
    });
    const connectionString = await keeper.start();
    return {
      connectionString,
      async stop() {
        await keeper.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function createFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  } catch (cause) {
    throw new EmbeddedError(
      `The data folder ${path} cannot be made: set FORMLOOM_DATA_DIR to a folder that this user may write.`,
      { cause },
    );
  }
}

function describeHolder(dataDir: string, pid: number): string {
  const holder = pid ? `the Formloom with process id ${pid}` : "another Formloom";
  return `The data folder ${dataDir} is in use by ${holder}: stop that one first, or set FORMLOOM_DATA_DIR to another folder.`;
}
