import { spawnSync } from "node:child_process";
import { lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { EmbeddedError } from "./embedded-error.ts";

/** The user that PostgreSQL runs as. */
export interface Account {
  uid: number;
  gid: number;
}

const SYSTEM_USER = "postgres";

/**
 * PostgreSQL refuses to run as root, so root lends it a user: the one that owns the cluster already,
 * else `postgres`, else one made now, else `nobody`. Anyone else runs it as themselves.
 */
export function chooseAccount(cluster: string): Account {
  const own = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (own.uid === 0) {
    return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : lendAccount();
  }
  if (!owner || owner.uid === own.uid) return own;
  throw new EmbeddedError(
    `The database in ${cluster} belongs to another user (id ${owner.uid}): start Formloom as that user or as root.`,
  );
}

function lendAccount(): Account {
  const found = findUser(SYSTEM_USER) ?? createUser() ?? findUser("nobody");
  if (found) return found;
  throw new EmbeddedError(
    "PostgreSQL does not run as root and no other user could be made: create a user named postgres, or set DATABASE_URL.",
  );
}

/** What to give `spawn` so that the child runs as the account; nothing where we are that user. */
export function spawnAs(account: Account): Partial<Account> {
  return process.getuid?.() === 0 ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether the account can get through every folder above `path`, and read (and enter) it itself. */
export function canReach(account: Account, path: string): boolean {
  if (!hasRights(account, path, lstatSync(path).isDirectory() ? 0o5 : 0o4)) return false;
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    if (!hasRights(account, dir, 0o1)) return false;
    if (dir === dirname(dir)) return true;
  }
}

function hasRights(account: Account, path: string, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}

function findUser(name: string): Account | undefined {
  const uid = idOf(["-u", name]);
  const gid = idOf(["-g", name]);
  return uid && gid ? { uid, gid } : undefined;
}

function idOf(args: string[]): number | undefined {
  const { status, stdout } = spawnSync("id", args, { encoding: "utf8" });
  return status === 0 ? Number(stdout) : undefined;
}

function createUser(): Account | undefined {
  const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  for (const command of ["useradd", "/usr/sbin/useradd"]) {
    if (spawnSync(command, [...options, SYSTEM_USER]).status === 0) return findUser(SYSTEM_USER);
  }
  if (spawnSync("adduser", ["-S", "-D", "-H", SYSTEM_USER]).status === 0) {
    return findUser(SYSTEM_USER);
  }
  return undefined;
}
