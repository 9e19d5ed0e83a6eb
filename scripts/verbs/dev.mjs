import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { forwardSignals } from "./start.mjs";

/** The server, started anew on every change of its sources, and vite; both end together. */
export async function dev({ node, env }, args) {
  const options = { detached: true, stdio: ["ignore", "inherit", "inherit"] };
  const children = [
    spawn(node, ["--watch", "--watch-preserve-output", "server/src/main.ts", ...args], {
      ...options,
      cwd: root,
      env,
    }),
    spawn(node, ["node_modules/vite/bin/vite.js"], { ...options, cwd: join(root, "web"), env }),
  ];
  const stopAll = () => {
    for (const child of children) signalGroup(child, "SIGTERM");
  };
  forwardSignals(stopAll);
  await Promise.all(
    children
      .map(
        (child) =>
          new Promise((resolve) => {
            child.once("exit", resolve);
            child.once("error", resolve);
          }),
      )
      .map((ended) => ended.then(stopAll)),
  );
  return 0;
}

/** Also reaches what the child has started, as `node --watch` does with the server. */
function signalGroup(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
