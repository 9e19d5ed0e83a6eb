import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { canReach, spawnAs } from "./embedded-account.ts";
import type { Account } from "./embedded-account.ts";

const SOCKET_PREFIX = "formloom-pg-";
/** The kernel's limit is 108 bytes, on some systems 104, with the file name. */
const SOCKET_DIR_BYTES = 80;
const LOG_BYTES = 10 * 1024 * 1024;
const STOP_WAIT_MS = 30_000;

/** Where a postmaster listens: a folder with its socket, or a port on the loopback address. */
export interface Endpoint {
  socketDir: string;
  port: number;
}

export interface Postmaster extends Endpoint {
  pid: number;
}

interface LaunchOptions {
  postgres: string;
  dir: string;
  logFile: string;
  account: Account;
  endpoint: Endpoint;
  durable: boolean;
}

/** The settings keep it small: about 26 MiB when idle. */
function settingsOf({ endpoint, durable }: LaunchOptions): string[] {
  const settings = {
    listen_addresses: endpoint.socketDir ? "" : "127.0.0.1",
    port: endpoint.port,
    unix_socket_directories: endpoint.socketDir,
    unix_socket_permissions: "0700",
    shared_buffers: "32MB",
    max_connections: durable ? 30 : 200,
    max_wal_size: "512MB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** A process group of its own keeps Ctrl+C from ending the database before the server has drained. */
export function launchPostmaster(options: LaunchOptions): ChildProcess {
  const size = statSync(options.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(options.logFile, `${options.logFile}.1`);
  const log = openSync(options.logFile, "a", 0o600);
  const child = spawn(options.postgres, ["-D", options.dir, ...settingsOf(options)], {
    cwd: options.dir,
    detached: true,
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", log, log],
    ...spawnAs(options.account),
  });
  closeSync(log);
  child.unref();
  return child;
}

/** A private folder for the socket; a port where no folder is short enough or there are no sockets. */
export async function chooseEndpoint(account: Account): Promise<Endpoint> {
  const parent = [tmpdir(), "/tmp"].find(
    (dir) =>
      Buffer.byteLength(dir) + SOCKET_PREFIX.length + 6 <= SOCKET_DIR_BYTES && enters(account, dir),
  );
  if (process.platform === "win32" || parent === undefined) {
    return { socketDir: "", port: await findFreePort() };
  }
  const socketDir = mkdtempSync(join(parent, SOCKET_PREFIX));
  if (process.getuid?.() === 0) chownSync(socketDir, account.uid, account.gid);
  return { socketDir, port: 5432 };
}

function enters(account: Account, dir: string): boolean {
  return statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true && canReach(account, dir);
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 5432;
}

/** Removes the socket's folder, if it is one of ours. */
export function discardEndpoint({ socketDir }: Endpoint): void {
  const ours = basename(socketDir).startsWith(SOCKET_PREFIX);
  if (ours) rmSync(socketDir, { recursive: true, force: true });
}

/** What `postmaster.pid` says, be it true or stale; nothing when there is no such file. */
export function readPostmaster(dir: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(dir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), socketDir: lines[4] ?? "" };
  } catch {
    return undefined;
  }
}

/**
 * Whether the process is alive and a PostgreSQL of this cluster, and not another that was given the
 * same id: PostgreSQL works in its data folder, and names it in its command line.
 */
export function isServing(pid: number, dir: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return stdout.includes(dir);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dir;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Ends sessions and shuts down cleanly; after half a minute without regard to sessions. */
export async function stopPostmaster(postmaster: Postmaster, dir: string): Promise<void> {
  const { pid } = postmaster;
  const deadline = Date.now() + STOP_WAIT_MS;
  if (isServing(pid, dir)) process.kill(pid, "SIGINT");
  while (isServing(pid, dir)) {
    if (Date.now() > deadline) {
      process.kill(pid, "SIGQUIT");
      return;
    }
    await delay(10);
  }
  discardEndpoint(postmaster);
}
