import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { generateClient, isGenerated } from "../generate.mjs";
import { capture } from "./child.mjs";
import { cacheDir, root } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { hashOf, isStamped, stamp } from "./stamp.mjs";
import { findToolchain, installToolchain } from "./toolchain.mjs";

const installStamp = join(root, "node_modules/.formloom-stamp");
const buildStamp = join(cacheDir, "web-build.stamp");

/**
 * Brings the clone to where a verb can run: Node, pnpm, dependencies, the generated database client
 * and, when `web` is asked for, the built pages. When nothing has changed this only compares hashes.
 */
export async function prepare({ web }) {
  const ready = findToolchain();
  if (ready && missingSteps(ready, web).length === 0) return ready;
  return withSetupLock(async () => {
    const tools = findToolchain() ?? (await report("Node.js 24 and pnpm 10", installToolchain));
    for (;;) {
      const [step] = missingSteps(tools, web);
      if (!step) return tools;
      await report(step.title, () => step.run(tools));
    }
  });
}

function missingSteps(tools, web) {
  const install = hashInstall(tools);
  const build = web ? hashBuild() : "";
  const built = existsSync(join(root, "web/dist/index.html")) && isStamped(buildStamp, build);
  const steps = [
    {
      title: "dependencies",
      done: isStamped(installStamp, install),
      run: () => installDependencies(tools, install),
    },
    { title: "database client", done: isGenerated, run: () => generateClient(tools) },
    { title: "web pages", done: !web || built, run: () => buildWeb(tools, build) },
  ];
  return steps.filter(({ done }) => (typeof done === "function" ? !done() : !done));
}

function hashInstall(tools) {
  const plugins = readdirSync(join(root, "plugins")).map((name) => `plugins/${name}`);
  const packages = [".", "shared", "server", "web", ...plugins].map((dir) => `${dir}/package.json`);
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...packages];
  return hashOf(
    files.map((file) => join(root, file)).filter((file) => existsSync(file)),
    tools.node,
  );
}

function hashBuild() {
  return hashOf(["web", "shared", "plugins", "pnpm-lock.yaml"].map((path) => join(root, path)));
}

async function installDependencies({ node, pnpm, env }, hash) {
  const args = pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"]);
  const { status, output } = await capture(node, args, { env: { ...env, CI: "true" } });
  if (status !== 0) {
    throw new SetupError(`${output.trim()}\nThe dependencies could not be installed; see above.`);
  }
  stamp(installStamp, hash);
}

/** For the verb that counts a failing build instead of stopping at it. */
export function ensureWeb(tools) {
  return withSetupLock(async () => {
    for (const step of missingSteps(tools, true)) await report(step.title, () => step.run(tools));
  });
}

async function buildWeb({ node, pnpm, env }, hash) {
  const args = pnpm(["--filter", "@formloom/web", "build"]);
  const { status, output } = await capture(node, args, { env });
  if (status !== 0) throw new SetupError(`${output.trim()}\nThe web pages could not be built.`);
  stamp(buildStamp, hash);
}

async function report(title, work) {
  const started = performance.now();
  process.stderr.write(`Preparing ${title} …\n`);
  const result = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`Prepared ${title} (${seconds} s)\n`);
  return result;
}
