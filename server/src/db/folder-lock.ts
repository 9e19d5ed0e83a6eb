import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** SQLite's SQLITE_BUSY. */
const BUSY = 5;

export interface FolderLock {
  release(): void;
}

/**
 * Takes the data folder for this process, or returns the id of the process that has it (0 when that
 * is not known). The lock is the kernel's: it ends with its holder, however that dies, so there is no
 * stale state to judge and no recycled process id to be fooled by. Node offers no flock, but SQLite
 * takes one on the (empty) file it is told to hold exclusively.
 */
export function lockFolder(dir: string): FolderLock | { heldBy: number } {
  const holderFile = join(dir, "formloom.pid");
  const file = join(dir, "formloom.lock");
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA journal_mode = OFF; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (!(error instanceof Error && "errcode" in error && error.errcode === BUSY)) throw error;
    return { heldBy: readHolder(holderFile) };
  }
  chmodSync(file, 0o600);
  writeFileSync(holderFile, `${process.pid}\n`, { mode: 0o644 });
  return {
    release() {
      if (db.isOpen) db.close();
    },
  };
}

/** Only for the sentence that a person reads: the lock itself does not depend on it. */
function readHolder(holderFile: string): number {
  try {
    return Number.parseInt(readFileSync(holderFile, "utf8"), 10) || 0;
  } catch {
    return 0;
  }
}
