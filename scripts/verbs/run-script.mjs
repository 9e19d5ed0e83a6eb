import { existsSync } from "node:fs";
import { join } from "node:path";
import { runThrough } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { SetupError } from "../setup/setup-error.mjs";

/** A verb that is one TypeScript file, which gets the arguments as they are. */
export function runScript(file) {
  return function run({ node, env }, args) {
    if (!existsSync(join(root, file))) throw new SetupError(`${file} is missing from this clone.`);
    const quiet = () => undefined; // the script gets the terminal's signals itself and decides
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, quiet);
    return runThrough(node, [file, ...args], { env });
  };
}
