import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { canReach, spawnAs } from "./embedded-account.ts";
import type { Account } from "./embedded-account.ts";
import { POSTGRES_MAJOR } from "./embedded-binaries.ts";
import type { PostgresBinaries } from "./embedded-binaries.ts";
import { EmbeddedError } from "./embedded-error.ts";

/** The role that Formloom uses, which owns everything in the embedded cluster. */
export const ROLE = "formloom";

/** Where root keeps a cluster whose data folder PostgreSQL's user cannot enter. */
const STATE_DIR = "/var/lib/formloom";

const PASSWORD_FILE = "formloom.password";

export interface Cluster {
  /** The PostgreSQL data folder, without symbolic links. */
  dir: string;
  password: string;
}

interface PrepareOptions {
  dataDir: string;
  account: Account;
  binaries: PostgresBinaries;
  /** Off only for clusters that a test throws away. */
  durable: boolean;
}

/** Opens the cluster in the data folder; makes one where there is none that was ever completed. */
export async function prepareCluster(options: PrepareOptions): Promise<Cluster> {
  const path = join(options.dataDir, "postgres");
  for (const name of readdirSync(options.dataDir)) {
    if (name.startsWith("postgres.draft-"))
      rmSync(join(options.dataDir, name), { recursive: true });
  }
  if (isMissing(path)) await createCluster(path, options);
  const dir = realpathSync(path);
  checkVersion(dir);
  return { dir, password: readPassword(dir) };
}

function isMissing(path: string): boolean {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry) return true;
  if (!existsSync(path)) {
    throw new EmbeddedError(
      `${path} points to a folder that is gone: restore it, or remove the link to begin with an empty database.`,
    );
  }
  return readdirSync(path).length === 0;
}

function checkVersion(dir: string): void {
  const file = join(dir, "PG_VERSION");
  const found = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  if (found === POSTGRES_MAJOR) return;
  if (found === undefined) {
    throw new EmbeddedError(
      `${dir} is not a complete PostgreSQL data folder: restore it from a backup, or move it away to begin with an empty database.`,
    );
  }
  throw new EmbeddedError(
    `The database in ${dir} was made by PostgreSQL ${found}, and this Formloom brings PostgreSQL ${POSTGRES_MAJOR}: start the version of Formloom that made it, or move the folder away.`,
  );
}

function readPassword(dir: string): string {
  try {
    return readFileSync(join(dir, PASSWORD_FILE), "utf8").trim();
  } catch (cause) {
    throw new EmbeddedError(
      `The database's password file ${join(dir, PASSWORD_FILE)} cannot be read: restore it from a backup.`,
      { cause },
    );
  }
}

/** A cluster is drafted beside its place and moved there when complete: what has the name is whole. */
async function createCluster(path: string, options: PrepareOptions): Promise<void> {
  const { account } = options;
  const parent = reachableParent(options);
  const draft = mkdtempSync(join(parent, "postgres.draft-"));
  const dir = join(draft, "cluster");
  const passwordFile = join(draft, PASSWORD_FILE);
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  mkdirSync(dir, { mode: 0o700 });
  for (const each of [draft, passwordFile, dir]) give(each, account);
  await runInitdb(dir, passwordFile, options);
  renameSync(passwordFile, join(dir, PASSWORD_FILE));
  if (parent === options.dataDir) {
    renameSync(dir, path);
    rmSync(draft, { recursive: true });
  } else {
    rmSync(path, { recursive: true, force: true });
    symlinkSync(dir, path);
  }
}

/**
 * The data folder, unless root's PostgreSQL user cannot get there (a repository under a private home):
 * then the cluster lives under `/var/lib` and the data folder holds a link to it.
 */
function reachableParent({ dataDir, account }: PrepareOptions): string {
  if (process.getuid?.() !== 0) return dataDir;
  chmodSync(dataDir, 0o711); // to be passed through, not listed; what is secret in it has mode 0600
  if (canReach(account, dirname(dataDir))) return dataDir;
  mkdirSync(STATE_DIR, { recursive: true, mode: 0o755 });
  return STATE_DIR;
}

function give(path: string, account: Account): void {
  if (process.getuid?.() === 0) chownSync(path, account.uid, account.gid);
}

async function runInitdb(
  dir: string,
  passwordFile: string,
  { account, binaries, durable }: PrepareOptions,
): Promise<void> {
  const options = [
    ["--pgdata", dir, "--username", ROLE, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
    ["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin"],
    ["--builtin-locale", "C.UTF-8", "--no-instructions", ...(durable ? [] : ["--no-sync"])],
  ];
  const child = spawn(binaries.initdb, options.flat(), {
    cwd: dir,
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "ignore", "pipe"],
    ...spawnAs(account),
  });
  let report = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (report += text));
  const [status] = await once(child, "close");
  if (status === 0) return;
  rmSync(dirname(dir), { recursive: true, force: true });
  const reason = report.trim().split("\n").at(-1) ?? "";
  throw new EmbeddedError(`The embedded database could not be made in ${dir}: ${reason}`);
}
