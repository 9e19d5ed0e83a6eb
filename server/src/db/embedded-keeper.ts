import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Account } from "./embedded-account.ts";
import type { Cluster } from "./embedded-cluster.ts";
import { connectionStringOf, probe } from "./embedded-connection.ts";
import { EmbeddedError } from "./embedded-error.ts";
import {
  chooseEndpoint,
  discardEndpoint,
  isServing,
  launchPostmaster,
  readPostmaster,
  stopPostmaster,
} from "./embedded-postmaster.ts";
import type { Endpoint, Postmaster } from "./embedded-postmaster.ts";

/** Long enough for crash recovery of all the WAL that `max_wal_size` allows. */
const START_WAIT_MS = 120_000;
/** How long sessions of a dead postmaster may take to notice and go. */
const ORPHANS_WAIT_MS = 15_000;
const WATCH_EVERY_MS = 200;
/** Above any process id that a kernel gives out, so PostgreSQL sees that its owner is gone. */
const NOBODY_PID = 99_999_999;

/** The part of a pino logger that the embedded database uses. */
export interface EmbeddedLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

interface KeeperOptions {
  cluster: Cluster;
  account: Account;
  postgres: string;
  logFile: string;
  durable: boolean;
  log?: EmbeddedLog;
}

/** Keeps one postmaster running on the cluster: adopts or starts it, restarts it, stops it. */
export class PostmasterKeeper {
  readonly #options: KeeperOptions;
  #endpoint: Endpoint | undefined;
  #postmaster: Postmaster | undefined;
  #watch: NodeJS.Timeout | undefined;
  #restart: Promise<void> | undefined;
  #stopping = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Comes back when the database answers, with the address that stays valid over restarts. */
  async start(): Promise<string> {
    const postmaster = await this.#run();
    this.#watch = setInterval(() => this.#check(), WATCH_EVERY_MS).unref();
    return connectionStringOf(postmaster, this.#options.cluster.password);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#watch);
    await this.#restart;
    if (this.#postmaster) await stopPostmaster(this.#postmaster, this.#options.cluster.dir);
    this.#postmaster = undefined;
  }

  #check(): void {
    const { cluster, log } = this.#options;
    if (this.#restart || !this.#postmaster || isServing(this.#postmaster.pid, cluster.dir)) return;
    log?.error({ pid: this.#postmaster.pid }, "the embedded database ended, starting it again");
    this.#restart = this.#runAgain().finally(() => {
      this.#restart = undefined;
    });
  }

  async #runAgain(): Promise<void> {
    for (let pauseMs = 100; !this.#stopping; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        await this.#run();
        return;
      } catch (error) {
        this.#options.log?.error({ err: error }, "the embedded database did not start");
        await delay(pauseMs);
      }
    }
  }

  async #run(): Promise<Postmaster> {
    const adopted = await this.#adopt();
    this.#postmaster = adopted ?? (await this.#launch());
    return this.#postmaster;
  }

  async #adopt(): Promise<Postmaster | undefined> {
    const { cluster, log } = this.#options;
    const found = readPostmaster(cluster.dir);
    if (!found) return undefined;
    if (isServing(found.pid, cluster.dir)) {
      const answered = await this.#untilAnswering(() => isServing(found.pid, cluster.dir), found);
      if (answered) log?.warn({ pid: found.pid }, "took over a database left by an ended process");
      if (answered) return found;
    }
    if (found.socketDir !== this.#endpoint?.socketDir) discardEndpoint(found);
    disownPidFile(cluster.dir);
    return undefined;
  }

  /** Tries again while sessions of a dead postmaster, which share its memory, are still ending. */
  async #launch(): Promise<Postmaster> {
    const { cluster, account, logFile, log } = this.#options;
    this.#endpoint ??= await chooseEndpoint(account);
    const deadline = Date.now() + ORPHANS_WAIT_MS;
    for (;;) {
      const logged = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
      const child = launchPostmaster({
        ...this.#options,
        dir: cluster.dir,
        endpoint: this.#endpoint,
      });
      let ended: string | undefined;
      child.once("exit", () => (ended ??= lastFatal(logFile, logged)));
      child.once("error", (error) => (ended ??= error.message));
      const postmaster = { ...this.#endpoint, pid: child.pid ?? NOBODY_PID };
      if (await this.#untilAnswering(() => ended === undefined, postmaster)) {
        log?.info({ pid: postmaster.pid }, "embedded database started");
        return postmaster;
      }
      const waits = ended?.includes("shared memory block") && Date.now() < deadline;
      if (!waits) {
        throw new EmbeddedError(
          `The embedded database did not start: ${ended || "it ended without giving a reason"}; its log is ${logFile}.`,
        );
      }
      await delay(100);
    }
  }

  /** False when the process ended first. */
  async #untilAnswering(lives: () => boolean, endpoint: Endpoint): Promise<boolean> {
    const { cluster } = this.#options;
    const deadline = Date.now() + START_WAIT_MS;
    while (lives()) {
      if (await probe(endpoint, cluster.password)) return true;
      if (Date.now() > deadline) {
        throw new EmbeddedError(
          `The embedded database in ${cluster.dir} runs but has not answered for ${START_WAIT_MS / 1000} s: end it, then start again.`,
        );
      }
      await delay(5);
    }
    return false;
  }
}

/**
 * PostgreSQL takes a living process with the recorded id for its own and refuses to start. The rest
 * of the file stays: by it PostgreSQL finds out whether old sessions still use the shared memory.
 */
function disownPidFile(dir: string): void {
  const file = join(dir, "postmaster.pid");
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, [NOBODY_PID, ...lines.slice(1)].join("\n"));
}

/** The last reason that PostgreSQL logged after the given position, in bytes; none once its log is gone. */
function lastFatal(logFile: string, from: number): string {
  if (!existsSync(logFile)) return "";
  const lines = readFileSync(logFile).subarray(from).toString("utf8").split("\n");
  return lines.findLast((line) => line.includes("FATAL:"))?.replace(/^.*FATAL:\s*/, "") ?? "";
}
