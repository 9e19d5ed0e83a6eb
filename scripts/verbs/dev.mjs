import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { forwardSignals } from "./start.mjs";

/** The server, started anew on every change of its sources, and vite; both end together. */
export async function dev({ node, env }, args) {
  const proxied = { ...env, FORMLOOM_DEV_SERVER: `http://127.0.0.1:${env.PORT ?? 3000}` };
  const options = { detached: true, stdio: ["ignore", "inherit", "inherit"], env: proxied };
  // Folders rather than imports: what only a thread loads is watched too.
  const watched = ["server/src", "shared/src", "plugins"].map((path) => `--watch-path=${path}`);
  const server = ["--watch", ...watched, "--watch-preserve-output", "server/src/main.ts", ...args];
  const children = [
    spawn(node, server, { ...options, cwd: root }),
    spawn(node, ["node_modules/vite/bin/vite.js"], { ...options, cwd: join(root, "web") }),
  ];
  const stopAll = () => {
    for (const child of children) stopOnce(child);
  };
  forwardSignals(stopAll);
  await Promise.all(children.map((child) => untilEnded(child).then(stopAll)));
  return 0;
}

function untilEnded(child) {
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", resolve);
  });
}

/** `node --watch` passes the signal on and waits; a second one would cut the server's stop short. */
function stopOnce(child) {
  if (!child.killed) child.kill("SIGTERM");
}
