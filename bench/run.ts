import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publishPipeline, setUpAdmin } from "../server/test/support/spawned-api.ts";
import { freePort, spawnServer, type SpawnedServer } from "../server/test/support/spawn-server.ts";
import { pssMib } from "./pss.ts";

// `npm run bench`: the peers' work on an empty data folder: an HTTP POST of a submission, a filter, and
// one templated HTTP POST to a sink; everything durable and logged. Prints a table and writes JSON lines.

const load = fileURLToPath(new URL("load/", import.meta.url));
const out = fileURLToPath(new URL("last-run.jsonl", import.meta.url));
const scale = process.argv.includes("--quick") ? 0.1 : 1;

const fields = [
  { id: "name", kind: "text", label: "Name" },
  { id: "email", kind: "email", label: "Email" },
  { id: "budget", kind: "number", label: "Budget" },
  { id: "message", kind: "long_text", label: "Message" },
  { id: "responseid", kind: "text", label: "Response id" },
];

const peersGraph = (sink: string) => ({
  nodes: [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    {
      id: "only",
      type: "filter",
      config: {
        condition: {
          combinator: "and",
          rules: [{ field: "answers.budget", operator: ">", value: 1000 }],
        },
      },
    },
    {
      id: "hook",
      type: "webhook",
      config: {
        url: sink,
        method: "POST",
        headers: {},
        body: {
          mode: "custom",
          json: {
            responseId: "{{ answers.responseid }}",
            formId: "{{ form.id }}",
            text: "New lead {{ answers.name }} <{{ answers.email }}>: {{ answers.message }}",
          },
        },
      },
    },
  ],
  edges: [
    { id: "e1", source: "trigger", target: "only" },
    { id: "e2", source: "only", target: "hook" },
  ],
});

function runLoad(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(load, "bench.mjs"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString()));
    child.on("exit", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`the load generator ended with ${code}`)),
    );
  });
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "formloom-bench-"));
  const sinkPort = await freePort();
  const sink = spawn(process.execPath, [join(load, "sink.mjs"), "--port", String(sinkPort)], {
    stdio: "ignore",
  });
  const server = await spawnServer({
    FORMLOOM_DATA_DIR: dataDir,
    FORMLOOM_EGRESS_ALLOW: `127.0.0.1:${sinkPort}`,
    FORMLOOM_SUBMIT_RATE: "off",
  });
  try {
    await measure({ server, dataDir, sinkUrl: `http://127.0.0.1:${sinkPort}`, sinkPid: sink.pid });
  } finally {
    await server.stop();
    sink.kill("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(rig: {
  readonly server: SpawnedServer;
  readonly dataDir: string;
  readonly sinkUrl: string;
  readonly sinkPid: number | undefined;
}): Promise<void> {
  const { server, sinkUrl } = rig;
  const { client } = await setUpAdmin(server.url);
  const form = { name: "Contact", fields };
  const { formId } = await publishPipeline(client, form, peersGraph(`${sinkUrl}/hook`));
  const pidFile = readFileSync(join(rig.dataDir, "postgres", "postmaster.pid"), "utf8");
  const postmaster = Number(pidFile.split("\n")[0]);
  const target = ["--url", `${server.url}/api/forms/${formId}/responses`];
  const body = ["--wrap", '{"data":"$DATA"}'];
  const pids = ["--pids", `${server.pid},${postmaster}`, "--sinkpid", String(rig.sinkPid)];
  const common = [...target, ...body, ...pids, "--sink", sinkUrl];
  const count = (n: number): string => String(Math.round(n * scale));
  const burst = ["burst", ...common, "--conc", "10"];
  await runLoad([...burst, "--n", count(2000), "--label", "warm-up"]);
  const fast = [...burst, "--n", count(4000), "--runs", "3", "--label", "burst, 10 connections"];
  const paced = ["paced", ...common, "--n", count(200), "--every", "100", "--runs", "2"];
  const lines =
    (await runLoad(fast)) + (await runLoad([...paced, "--label", "paced, 10 a second"]));
  report(lines, pssMib([server.pid, postmaster]));
}

function report(lines: string, pss: number): void {
  writeFileSync(out, lines);
  console.log(
    `${new Date().toISOString()}  ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  console.log(`PSS of server and PostgreSQL after the runs: ${pss} MiB\n`);
  for (const line of lines.trim().split("\n")) {
    const row: Record<string, unknown> = JSON.parse(line);
    const part = (name: string): string => `${name} ${String(row[name])}`;
    console.log(
      `${String(row["label"])}: ${["acked", "lost", "twice", "perSec", "cpuMsPerWf", "p50", "p95", "p99", "rssPeak", "othersCores"].map(part).join(", ")}`,
    );
  }
}

await main();
