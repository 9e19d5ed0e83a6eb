import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Stamps and reports; may be deleted at any time. */
export const cacheDir = join(root, ".cache");

/** Where Node and pnpm are installed when the machine lacks them. */
export const toolchainDir = join(root, ".toolchain");
