import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publishPipeline, setUpAdmin } from "../server/test/support/spawned-api.ts";
import { freePort, spawnServer } from "../server/test/support/spawn-server.ts";
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
    const { client } = await setUpAdmin(server.url);
    const sinkUrl = `http://127.0.0.1:${sinkPort}`;
    const { formId } = await publishPipeline(
      client,
      { name: "Contact", fields },
      peersGraph(`${sinkUrl}/hook`),
    );
    const postmaster = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split(
      "\n",
    )[0];
    const pids = `${server.pid},${postmaster}`;
    const common = [
      ...["--url", `${server.url}/api/forms/${formId}/responses`, "--wrap", '{"data":"$DATA"}'],
      ...["--pids", pids, "--sink", sinkUrl, "--sinkpid", String(sink.pid)],
    ];
    const count = (n: number): string => String(Math.round(n * scale));
    await runLoad(["burst", ...common, "--n", count(2000), "--conc", "10", "--label", "warm-up"]);
    const lines = [
      await runLoad([
        "burst",
        ...common,
        "--n",
        count(4000),
        "--conc",
        "10",
        "--runs",
        "3",
        "--label",
        "burst, 10 connections",
      ]),
      await runLoad([
        "paced",
        ...common,
        "--n",
        count(200),
        "--every",
        "100",
        "--runs",
        "2",
        "--label",
        "paced, 10 a second",
      ]),
    ].join("");
    const pss = pssMib([server.pid, Number(postmaster)]);
    report(lines, pss);
  } finally {
    await server.stop();
    sink.kill("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
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
