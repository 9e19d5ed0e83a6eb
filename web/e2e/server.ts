import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A running Formloom on a data folder of its own. */
export interface TestServer {
  readonly baseUrl: string;
  readonly setupToken: string;
  readonly dataDir: string;
  /** Ends the process, as an operator would, and removes its data. */
  readonly stop: () => Promise<void>;
}

const startDeadlineMs = 90_000;
const stopDeadlineMs = 20_000;
const root = join(import.meta.dirname, "../..");

/** Starts the real server on a free port and hands it over once it is ready. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "formloom-e2e-"));
  const port = await findFreePort();
  const setupToken = randomBytes(32).toString("base64url");
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["server/src/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: "127.0.0.1",
      FORMLOOM_BASE_URL: baseUrl,
      FORMLOOM_DATA_DIR: dataDir,
      FORMLOOM_SETUP_TOKEN: setupToken,
      ...env,
    },
  });
  const output = collectOutput(child);
  const stop = async () => {
    await stopChild(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, baseUrl);
  } catch (cause) {
    await stop();
    throw new Error(`The server did not start. It said:\n${output()}`, { cause });
  }
  return { baseUrl, setupToken, dataDir, stop };
}

async function waitUntilReady(child: ChildProcess, baseUrl: string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  throw new Error(`It was not ready within ${startDeadlineMs} ms.`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), stopDeadlineMs);
  await ended;
  clearTimeout(force);
}

/** What the process said last, for the error message. */
function collectOutput(child: ChildProcess): () => string {
  let text = "";
  const append = (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-8_000);
  };
  child.stdout?.on("data", append);
  child.stderr?.on("data", append);
  return () => text;
}

/** A port of loopback that nobody listens at. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("Expected a port.");
  return address.port;
}
