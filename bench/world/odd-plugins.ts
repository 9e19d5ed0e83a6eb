import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFolder } from "../../server/src/pipeline/plugins/registry.ts";

const source = fileURLToPath(new URL("../../server/test/support/odd-plugins/odd", import.meta.url));
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Installs the tests' misbehaving node type `odd` into a folder, as an operator would. */
export async function installOddPlugin(folder: string): Promise<void> {
  const target = join(folder, "odd");
  cpSync(source, target, { recursive: true });
  symlinkSync(packages, join(folder, "node_modules"));
  writeFileSync(
    join(folder, "plugins.lock.json"),
    JSON.stringify({ odd: await hashFolder(target) }),
  );
}
