import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "../../server/test/support/spawn-server.ts";
import { waitFor } from "../measure/wait.ts";
import type { World } from "./world.ts";

const packageName = "node-red@5";
const readyWithinMs = 60_000;
const installWithinMs = 600_000;

/** Outside the checkout, and kept between runs. */
const folder = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "formloom-bench/node-red-5",
);
const packageFolder = join(folder, "node_modules/node-red");

export interface NodeRed {
  readonly version: string;
  /** Where to submit. */
  readonly url: string;
  readonly pid: number;
  /** From spawning it to its first answer, in ms. */
  readonly startMs: number;
  readonly kill: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
  /** Starts it again with the same flow, on the same port. */
  readonly restart: () => Promise<NodeRed>;
}

/** Installs Node-RED from the registry unless it is there, and starts it with the peers' work. */
export async function startNodeRed(world: World, sinkUrl: string): Promise<NodeRed> {
  install();
  const userDir = world.folder();
  const port = await freePort();
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flowTo(sinkUrl)));
  writeFileSync(join(userDir, "settings.js"), settings(port));
  return launch(world, userDir, port);
}

function install(): void {
  if (existsSync(join(packageFolder, "red.js"))) return;
  mkdirSync(folder, { recursive: true });
  const args = ["install", "--prefix", folder, packageName, "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync("npm", args, {
    encoding: "utf8",
    timeout: installWithinMs,
  });
  if (status !== 0) throw new Error(`Node-RED could not be installed: ${stderr}`);
}

async function launch(world: World, userDir: string, port: number): Promise<NodeRed> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(packageFolder, "red.js"), "--userDir", userDir], {
    cwd: userDir,
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    stdio: "ignore",
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    child.kill(signal);
    return exited;
  };
  world.atEnd(() => kill("SIGKILL"));
  const base = `http://127.0.0.1:${port}`;
  const ready = await waitFor(() => isReady(`${base}/ready`), { withinMs: readyWithinMs });
  if (ready === null) throw new Error(`Node-RED was not ready within ${readyWithinMs} ms`);
  return {
    version: versionSchema.parse(
      JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")),
    ).version,
    url: `${base}/lead`,
    pid: child.pid ?? 0,
    startMs: Math.round(performance.now() - began),
    kill,
    restart: () => launch(world, userDir, port),
  };
}

const versionSchema = z.object({ version: z.string() });

const isReady = (url: string): Promise<true | null> =>
  fetch(url).then(
    (answer) => (answer.ok ? true : null),
    () => null,
  );

/** As it comes, but for loopback and a quiet log; nothing is sent home. */
const settings = (port: number): string => `module.exports = {
  uiPort: ${port}, uiHost: "127.0.0.1", flowFile: "flows.json", credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: "warn", metrics: false, audit: false } },
};`;

/**
 * HTTP in → switch → template → HTTP request. The response is sent right after "http in", before the
 * work is done or safe anywhere, which is how Node-RED's own examples acknowledge. The connection to
 * the sink is kept alive, which is the faster of its two settings.
 */
function flowTo(sinkUrl: string): unknown[] {
  const node = (id: string, type: string, wires: readonly (readonly string[])[], more = {}) => ({
    id,
    type,
    z: "tab",
    name: "",
    x: 100,
    y: 100,
    wires,
    ...more,
  });
  const body = `{"responseId":"{{payload.responseId}}","formId":"{{payload.formId}}","text":"New lead {{payload.data.name}} <{{payload.data.email}}>: {{payload.data.message}}"}`;
  return [
    { id: "tab", type: "tab", label: "Bench", disabled: false, info: "" },
    node("ready-in", "http in", [["ready-out"]], { url: "/ready", method: "get" }),
    node("ready-out", "http response", [], { statusCode: "200" }),
    node("in", "http in", [["answer", "over"]], { url: "/lead", method: "post" }),
    node("answer", "http response", [], { statusCode: "200" }),
    node("over", "switch", [["body"]], {
      property: "payload.data.budget",
      propertyType: "msg",
      outputs: 1,
      checkall: "true",
      rules: [{ t: "gt", v: "1000", vt: "num" }],
    }),
    node("body", "template", [["send"]], {
      field: "payload",
      fieldType: "msg",
      format: "handlebars",
      syntax: "mustache",
      template: body,
      output: "json",
    }),
    node("send", "http request", [[]], {
      method: "POST",
      ret: "txt",
      paytoqs: "ignore",
      url: `${sinkUrl}/hook`,
      persist: true,
      authType: "",
      senderr: false,
      headers: [],
    }),
  ];
}
