import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseAccount, spawnAs } from "../../src/db/embedded-account.ts";
import { freePort } from "./spawn-server.ts";

const installed = "/usr/lib/postgresql";

/** Folder of Debian's PostgreSQL programs; installs them where that is possible; null where it is not. */
export function debianPostgres(): string | null {
  const found = findPrograms();
  if (found !== null) return found;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-qq"], { env, stdio: "ignore", timeout: 120_000 });
    const args = ["install", "-y", "-qq", "--no-install-recommends", "postgresql"];
    execFileSync("apt-get", args, { env, stdio: "ignore", timeout: 300_000 });
  } catch {
    return null;
  }
  return findPrograms();
}

function findPrograms(): string | null {
  const versions = existsSync(installed) ? readdirSync(installed).toSorted().toReversed() : [];
  const folders = versions.map((version) => join(installed, version, "bin"));
  return folders.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

export interface DebianCluster {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** A cluster of its own on a free port of loopback, with durable commits. */
export async function startDebianCluster(
  programs: string,
  settings: readonly string[] = [],
): Promise<DebianCluster> {
  const folder = mkdtempSync(join(tmpdir(), "formloom-debian-"));
  const account = chooseAccount(folder);
  if (account.uid !== process.getuid?.()) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data");
  execFileSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "formloom", "-A", "trust", "-E", "UTF8", "--no-sync"],
    {
      ...spawnAs(account),
      stdio: "ignore",
    },
  );
  const port = await freePort();
  const options = [
    "port=" + port,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    ...settings,
  ];
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, ...options.flatMap((option) => ["-c", option])],
    { ...spawnAs(account), stdio: "ignore" },
  );
  return {
    connectionString: `postgresql://formloom@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
