import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { startEmbedded } from "../../src/db/embedded.ts";
import { pause } from "./pause.ts";

/** A durable PostgreSQL that the experiment holds, so that it outlives every server and can be harmed. */
export interface OwnDatabase {
  readonly connectionString: string;
  /** Folder of its unix socket and its port, for a proxy; null where it has no socket. */
  readonly socketPath: string | null;
  /** Process ids of the postmaster and all it started. */
  pids(): number[];
  /** `kill -9` of the postmaster; it is started again by itself. */
  kill(): void;
  signalAll(signal: "SIGSTOP" | "SIGCONT"): void;
  stop(): Promise<void>;
}

export async function startOwnDatabase(folder: string): Promise<OwnDatabase> {
  const database = await startEmbedded({ dataDir: folder });
  const url = new URL(database.connectionString);
  const socketFolder = url.searchParams.get("host");
  const postmasterPid = (): number => {
    const cluster = realpathSync(join(folder, "postgres"));
    return Number(readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n")[0]);
  };
  const pids = (): number[] => {
    const postmaster = postmasterPid();
    return [postmaster, ...childrenOf(postmaster)];
  };
  return {
    connectionString: database.connectionString,
    socketPath: socketFolder === null ? null : join(socketFolder, `.s.PGSQL.${url.port || "5432"}`),
    pids,
    kill: () => void process.kill(postmasterPid(), "SIGKILL"),
    signalAll: (signal) => {
      for (const pid of pids()) process.kill(pid, signal);
    },
    stop: async () => {
      // Not before what a kill began has ended: the keeper starts it again first.
      await pause(250);
      await database.stop();
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    // The name in brackets may hold spaces: what follows the last bracket is regular.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}
