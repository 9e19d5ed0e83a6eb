import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setupToken, spawnServer, type SpawnedServer } from "./support/spawn-server.ts";

const guide = new URL("../../docs/guide/first-pipeline-with-curl.md", import.meta.url);

let dataDir: string;
let server: SpawnedServer;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "formloom-guide-"));
  server = await spawnServer({ FORMLOOM_DATA_DIR: dataDir }, { readyWithinMs: 60_000 });
}, 70_000);

afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The blocks that the page marks `sh run`, as one script. */
function readScript(): string {
  const text = readFileSync(guide, "utf8");
  return [...text.matchAll(/^```sh run\n(.*?)^```$/gms)].map(([, block]) => block).join("\n");
}

/** What the page promises: the one block without a language. */
function readPromise(): string {
  return /^which says:\n\n```\n(.*?)^```$/ms.exec(readFileSync(guide, "utf8"))?.[1] ?? "";
}

function runScript(script: string): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn("bash", ["-euo", "pipefail"], {
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
      BASE: server.url,
      SETUP_TOKEN: setupToken,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  child.stdin.end(script);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });
}

describe("the guide by curl", () => {
  test("leads from an empty server to a completed run and a caught mail", async () => {
    const { code, out, err } = await runScript(readScript());
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("When someone submits the form, only if Budget is over 1,000");
    expect(out).toContain('{"version":1}');
    expect(readPromise()).toContain("The run is completed.");
    expect(out.endsWith(readPromise())).toBe(true);
  }, 60_000);
});
