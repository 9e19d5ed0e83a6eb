import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cacheDir } from "./paths.mjs";

const lockDir = join(cacheDir, "setup.lock");

/** Runs the work while no other set-up works in this folder; waits for one that does. */
export async function withSetupLock(work) {
  mkdirSync(cacheDir, { recursive: true });
  for (let told = false; !take(); told = true) {
    if (!told) process.stderr.write("Waiting for another set-up in this folder …\n");
    await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lockDir, { recursive: true, force: true });
  }
}

function take() {
  try {
    mkdirSync(lockDir);
    writeFileSync(join(lockDir, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned()) discard();
    return false;
  }
}

/** A holder that has not written its id yet is taken for alive. */
function isAbandoned() {
  try {
    const pid = Number(readFileSync(join(lockDir, "pid"), "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** Of several that find it abandoned, one moves it away. */
function discard() {
  const grave = `${lockDir}.${process.pid}`;
  try {
    renameSync(lockDir, grave);
    rmSync(grave, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
