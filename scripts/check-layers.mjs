// Checks the rules of ARCHITECTURE.md over every source file and prints each line that breaks one.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findViolations } from "./layers/find-violations.mjs";
import { root } from "./setup/paths.mjs";

const FOLDERS = ["shared", "plugins", "server", "web", "prisma", "scripts", "bench"];
const SKIPPED = new Set(["node_modules", "dist", "generated", "test-results", "report"]);

function* listSources(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* listSources(path);
    if (entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name)) yield path;
  }
}

function dependenciesOf(path) {
  const [first, second] = path.split("/");
  const dir = first === "plugins" ? `plugins/${second}` : first;
  const file = join(root, dir, "package.json");
  if (!existsSync(file)) return [];
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(file, "utf8"));
  return Object.keys({ ...dependencies, ...peerDependencies });
}

let found = 0;
for (const path of FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => [
  ...listSources(folder),
])) {
  const source = readFileSync(join(root, path), "utf8");
  for (const { line, rule } of findViolations({
    path,
    source,
    dependencies: dependenciesOf(path),
  })) {
    process.stdout.write(`${path}:${line}: ${rule}\n`);
    found += 1;
  }
}
process.exitCode = found === 0 ? 0 : 1;
