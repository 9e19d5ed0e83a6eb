import { cpSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFolder } from "../../src/pipeline/plugins/registry.ts";

const source = fileURLToPath(new URL("plugins", import.meta.url));
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Puts the node types that do harm into a folder of their own, listed as an operator would; its path. */
export async function installPlugins(folder: string): Promise<string> {
  const root = join(folder, "plugins");
  cpSync(source, root, { recursive: true });
  symlinkSync(modules, join(folder, "node_modules"), "dir");
  const names = readdirSync(root);
  const hashes = await Promise.all(
    names.map(async (name) => [name, await hashFolder(join(root, name))] as const),
  );
  writeFileSync(join(root, "plugins.lock.json"), JSON.stringify(Object.fromEntries(hashes)));
  return root;
}
