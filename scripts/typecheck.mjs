import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

// Type-checks every folder that has a tsconfig.json: also a node type's folder that is no package.

const folders = [
  "shared",
  ...readdirSync("plugins").map((name) => join("plugins", name)),
  "server",
  "bench",
  "web",
];
const tsc = join("node_modules", "typescript", "bin", "tsc");
let failed = 0;
for (const folder of folders.filter((name) => existsSync(join(name, "tsconfig.json")))) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", folder], { stdio: "inherit" });
  if (status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
