import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../setup/paths.mjs";

/** Ctrl+C comes once from the terminal and once more from npm, which passes it on. */
const SAME_SIGNAL_MS = 500;

/**
 * Runs the server until it ends. It has a process group of its own and gets each signal from here
 * only, once: a second one would tell it to give up its orderly stop.
 */
export function start({ node, env }, args) {
  const lifeline = pathToFileURL(join(root, "scripts/lifeline.mjs")).href;
  const flags = JSON.parse(readFileSync(join(root, "server/node-flags.json"), "utf8"));
  const child = spawn(node, [...flags, "--import", lifeline, "server/src/main.ts", ...args], {
    cwd: root,
    detached: true,
    env,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  forwardSignals((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Hands SIGINT and SIGTERM on, but not the echo of one just handed on. */
export function forwardSignals(send) {
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - lastAt > SAME_SIGNAL_MS) send(signal === "SIGHUP" ? "SIGTERM" : signal);
      lastAt = now;
    });
  }
}
