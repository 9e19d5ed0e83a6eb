// Generates the Prisma client into server/src/db/generated, unless it is there for this very schema.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { capture } from "./setup/child.mjs";
import { root } from "./setup/paths.mjs";
import { SetupError } from "./setup/setup-error.mjs";
import { hashOf, isStamped, stamp } from "./setup/stamp.mjs";

const prisma = join(root, "server/node_modules/prisma");
const generated = join(root, "server/src/db/generated");
const stampFile = join(generated, ".stamp");
const inputs = [join(root, "prisma/schema.prisma"), join(prisma, "package.json")];

export function isGenerated() {
  return isStamped(stampFile, hashOf(inputs));
}

export async function generateClient({ node, env }) {
  const hash = hashOf(inputs);
  rmSync(generated, { recursive: true, force: true });
  const config = join(root, "prisma/prisma.config.ts");
  const { status, output } = await capture(
    node,
    [join(prisma, "build/index.js"), "generate", "--config", config],
    {
      cwd: join(root, "server"),
      // Generating needs no engine, but Prisma looks for one and would try to download it.
      env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: "1", NO_COLOR: "1" },
    },
  );
  if (status !== 0 || !existsSync(generated)) {
    throw new SetupError(`${output.trim()}\nThe database client could not be generated.`);
  }
  stamp(stampFile, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isGenerated()) {
  await generateClient({ node: process.execPath, env: process.env });
}
