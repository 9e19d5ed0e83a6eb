import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runSql } from "../../test/support/run-sql.ts";
import { chooseAccount } from "./embedded-account.ts";
import { locateBinaries } from "./embedded-binaries.ts";
import { readPostmaster } from "./embedded-postmaster.ts";
import { EmbeddedError, startEmbedded } from "./embedded.ts";
import type { EmbeddedPostgres } from "./embedded.ts";

const CHILD = fileURLToPath(new URL("../../test/support/embedded-child.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;

let pristine: string;
let dataDir: string;
let cluster: string;
const databases: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  pristine = await mkdtemp(join(tmpdir(), "formloom-pristine-"));
  const database = await startEmbedded({ dataDir: pristine });
  await runSql(database.connectionString, "CREATE TABLE kept AS SELECT 7 AS value");
  await database.stop();
});

afterAll(() => rm(pristine, { recursive: true, force: true }));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "formloom-embedded-"));
  cluster = join(dataDir, "postgres");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const database of databases.splice(0)) await database.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A data folder as an orderly stop leaves it, with its owners. */
async function useStoppedCluster(): Promise<void> {
  await once(spawn("cp", ["-a", `${pristine}/.`, dataDir]), "exit");
}

async function start(): Promise<EmbeddedPostgres> {
  const database = await startEmbedded({ dataDir });
  databases.push(database);
  return database;
}

/** Starts the database from another process, which the test may kill. */
async function startInChild(): Promise<{ child: ChildProcess; connectionString: string }> {
  const child = spawn(process.execPath, [CHILD, dataDir], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, connectionString: JSON.parse(String(line)).connectionString };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("the condition did not come true in 20 s");
    await delay(20);
  }
}

async function keptValue(connectionString: string): Promise<unknown> {
  const [row] = await runSql(connectionString, "SELECT value FROM kept");
  return row?.value;
}

async function setPidFile(pid: number): Promise<void> {
  const lines = [
    pid,
    cluster,
    1,
    5432,
    "/tmp/formloom-pg-gone",
    "",
    "  5432001         7",
    "ready",
  ];
  const file = join(cluster, "postmaster.pid");
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  const { uid, gid } = await stat(cluster);
  if (isRoot) await once(spawn("chown", [`${uid}:${gid}`, file]), "exit");
}

describe("startEmbedded", () => {
  it("makes a durable database that only our role and password open", async () => {
    const { connectionString } = await start();
    const [settings] = await runSql(
      connectionString,
      `SELECT current_database() AS database, current_setting('fsync') AS fsync,
              current_setting('listen_addresses') AS listens, current_setting('jit') AS jit`,
    );
    expect(settings).toEqual({ database: "formloom", fsync: "on", listens: "", jit: "off" });
    const other = connectionString.replace(/:[^:@]+@/, ":wrong@");
    await expect(runSql(other, "SELECT 1")).rejects.toThrow("password authentication failed");
    expect((await stat(join(cluster, "formloom.password"))).mode & 0o777).toBe(0o600);
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
  });

  it("finds its data again after an orderly stop", async () => {
    await useStoppedCluster();
    const database = await start();
    expect(await keptValue(database.connectionString)).toBe(7);
    await database.stop();
    expect(readPostmaster(cluster)).toBeUndefined();
    await expect(database.stop()).resolves.toBeUndefined();
  });

  it("takes over the database of a killed Formloom, and stops it at the end", async () => {
    await useStoppedCluster();
    const before = await startInChild();
    await kill(before.child);
    const orphan = readPostmaster(cluster);
    const database = await start();
    expect(database.connectionString).toBe(before.connectionString);
    expect(readPostmaster(cluster)?.pid).toBe(orphan?.pid);
    await database.stop();
    expect(readPostmaster(cluster)).toBeUndefined();
  });

  it("recovers after Formloom and database were both killed", async () => {
    await useStoppedCluster();
    const { child, connectionString } = await startInChild();
    await runSql(connectionString, "UPDATE kept SET value = 8");
    await kill(child);
    process.kill(readPostmaster(cluster)?.pid ?? 0, "SIGKILL");
    const again = await start();
    expect(await keptValue(again.connectionString)).toBe(8);
  });

  it("starts the database again at the same address when it dies", async () => {
    await useStoppedCluster();
    const { connectionString } = await start();
    const killed = readPostmaster(cluster)?.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await until(() =>
      keptValue(connectionString).then(
        (value) => value === 7,
        () => false,
      ),
    );
    expect(readPostmaster(cluster)?.pid).not.toBe(killed);
  });

  it("starts in spite of a pid file whose process is gone", async () => {
    await useStoppedCluster();
    await setPidFile(99_999_998);
    expect(await keptValue((await start()).connectionString)).toBe(7);
  });

  it("starts in spite of a pid file whose process id another process has now", async () => {
    await useStoppedCluster();
    const { uid, gid } = await stat(cluster);
    const other = spawn("sleep", ["60"], isRoot ? { uid, gid } : {});
    children.push(other);
    await setPidFile(other.pid ?? 0);
    expect(await keptValue((await start()).connectionString)).toBe(7);
    expect(other.exitCode).toBeNull();
  });

  it("makes a half-made cluster anew", async () => {
    const draft = join(dataDir, "postgres.draft-half");
    await mkdir(join(draft, "cluster"), { recursive: true });
    await writeFile(join(draft, "cluster/PG_VERSION"), "18\n");
    await start();
    await expect(stat(draft)).rejects.toThrow("ENOENT");
  });

  it("makes a cluster in an empty folder that stands ready for it", async () => {
    await mkdir(cluster);
    await start();
    expect(await readFile(join(cluster, "PG_VERSION"), "utf8")).toBe("18\n");
  });

  it("refuses a folder that a living Formloom holds, and leaves that one alone", async () => {
    await useStoppedCluster();
    const { child, connectionString } = await startInChild();
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      new EmbeddedError(
        `The data folder ${dataDir} is in use by the Formloom with process id ${child.pid}: stop that one first, or set FORMLOOM_DATA_DIR to another folder.`,
      ),
    );
    expect(await keptValue(connectionString)).toBe(7);
    child.stdin?.end();
    await once(child, "exit");
    expect(readPostmaster(cluster)).toBeUndefined();
  });

  it("refuses a second start in the same process", async () => {
    await useStoppedCluster();
    const { connectionString } = await start();
    await expect(startEmbedded({ dataDir })).rejects.toThrow("is in use by the Formloom");
    expect(await keptValue(connectionString)).toBe(7);
  });

  it("refuses the cluster of another PostgreSQL and lets go of the folder", async () => {
    await mkdir(cluster);
    await writeFile(join(cluster, "PG_VERSION"), "17\n");
    const refused = `The database in ${cluster} was made by PostgreSQL 17, and this Formloom brings PostgreSQL 18: start the version of Formloom that made it, or move the folder away.`;
    await expect(startEmbedded({ dataDir })).rejects.toThrow(new EmbeddedError(refused));
    await expect(startEmbedded({ dataDir })).rejects.toThrow(new EmbeddedError(refused));
  });

  it("refuses, and keeps, a folder that is not a cluster", async () => {
    await mkdir(cluster);
    await writeFile(join(cluster, "notes.txt"), "mine");
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      "is not a complete PostgreSQL data folder",
    );
    expect(await readFile(join(cluster, "notes.txt"), "utf8")).toBe("mine");
  });
});

describe.runIf(isRoot)("startEmbedded as root", () => {
  it("runs the database as another user", async () => {
    await start();
    const { uid } = await stat(cluster);
    expect(uid).not.toBe(0);
    const status = await readFile(`/proc/${readPostmaster(cluster)?.pid}/status`, "utf8");
    expect(status).toMatch(new RegExp(String.raw`^Uid:\s+${uid}\s`, "m"));
  });

  it("keeps the cluster elsewhere when only root can enter the folder above", async () => {
    const home = join(dataDir, "home");
    await mkdir(home, { mode: 0o700 });
    const database = await startEmbedded({ dataDir: join(home, "data") });
    databases.push(database);
    const [row] = await runSql(database.connectionString, "SHOW data_directory");
    const elsewhere = String(row?.data_directory);
    expect(elsewhere).toMatch(/^\/var\/lib\/formloom\//);
    await database.stop();
    const again = await startEmbedded({ dataDir: join(home, "data") });
    databases.push(again);
    expect(await runSql(again.connectionString, "SHOW data_directory")).toEqual([row]);
    await again.stop();
    await rm(join(elsewhere, ".."), { recursive: true, force: true });
  });

  it("copies binaries that only root can read to where its PostgreSQL user can", () => {
    const stranger = { uid: 4_000_000, gid: 4_000_000 };
    const account = chooseAccount(cluster);
    expect(account.uid).not.toBe(0);
    const cache = join(dataDir, "cache");
    const hidden = locateBinaries(stranger, cache, () => false);
    expect(hidden.postgres.startsWith(cache)).toBe(true);
    expect(locateBinaries(account, cache, () => true).postgres.startsWith(cache)).toBe(false);
  });

  it("serves a Formloom that does not run as root", async () => {
    const { uid, gid } = await stat(join(pristine, "postgres"));
    await once(spawn("chown", [`${uid}:${gid}`, dataDir]), "exit");
    const child = spawn(process.execPath, [CHILD, dataDir], { uid, gid, stdio: "pipe", cwd: "/" });
    children.push(child);
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { connectionString } = JSON.parse(String(line));
    expect(await runSql(String(connectionString), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    child.stdin.end();
    await once(child, "exit");
    expect(readPostmaster(cluster)).toBeUndefined();
  });
});
