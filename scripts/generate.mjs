// Generates the Prisma client into server/src/db/generated, unless it is there for this very schema.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const generated = join(root, "server/src/db/generated");
const stampFile = join(generated, ".stamp");

const hash = createHash("sha256");
for (const file of ["prisma/schema.prisma", "server/node_modules/prisma/package.json"]) {
  hash.update(readFileSync(join(root, file)));
}
const stamp = hash.digest("hex");

if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
  rmSync(generated, { recursive: true, force: true });
  const args = ["build/index.js", "generate", "--config", join(root, "prisma/prisma.config.ts")];
  args[0] = join(root, "server/node_modules/prisma", args[0]);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: join(root, "server"),
    encoding: "utf8",
    // Generating needs no engine, but Prisma looks for one and would try to download it.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
      NO_COLOR: "1",
    },
  });
  if (status !== 0 || !existsSync(generated)) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(status || 1);
  }
  writeFileSync(stampFile, stamp);
}
