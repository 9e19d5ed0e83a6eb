import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { root } from "./paths.mjs";

/** What npm tells its scripts about itself; pnpm would take it for its own configuration. */
const NPM_VARIABLE = /^(npm_|INIT_CWD$|COREPACK_)/i;
/** What the person may have set on purpose, to reach the registry. */
const KEPT = /^npm_config_(registry|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|\/\/.+|@.+)$/i;

/** This process's environment without npm's variables, and with the folders first on the PATH. */
export function cleanEnvironment(folders = [], extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !NPM_VARIABLE.test(name) || KEPT.test(name),
  );
  const env = { ...Object.fromEntries(kept), ...extra };
  env.PATH = [...folders, process.env.PATH].join(delimiter);
  return env;
}

/** Runs to the end and collects what was printed; a command that cannot be run has status 127. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
    let output = "";
    const collect = (stream) => stream.setEncoding("utf8").on("data", (text) => (output += text));
    collect(child.stdout);
    collect(child.stderr);
    child.once("error", (error) => resolve({ status: 127, output: error.message }));
    child.once("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Runs to the end with our own input and output; returns the exit status. */
export function runThrough(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    child.once("error", () => resolve(127));
    child.once("close", (status) => resolve(status ?? 1));
  });
}
