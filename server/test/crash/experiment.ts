import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  createClient,
  publishPipeline,
  setUpAdmin,
  type SpawnedApi,
} from "../support/spawned-api.ts";
import { freePort, spawnServer, type SpawnedServer } from "../support/spawn-server.ts";
import { judge, readAll, type Acknowledged, type Verdict } from "./oracle.ts";
import { createRandom, type Random } from "./random.ts";
import { startSinks, type Sinks } from "./sinks.ts";

export interface ExperimentOptions {
  readonly submissions: number;
  readonly kills: number;
  readonly clients: number;
  /** The whole experiment follows from it, but for the machine's timing. */
  readonly seed: number;
  /** Longest pause of a client between two submissions, in ms. */
  readonly pauseMs: number;
  readonly onKill?: (kill: { readonly n: number; readonly readyMs: number }) => void;
}

export interface ExperimentResult extends Verdict {
  /** From each kill to ready again, in ms. */
  readonly readyMs: readonly number[];
  /** Requests that broke and were sent again with the same key. */
  readonly resent: number;
  readonly restMs: number;
}

const quietWithinMs = 90_000;
const maxTries = 200;

/**
 * Submits while the server is killed at random moments and started again on the same folder; then
 * waits for rest and asks the oracle. Clients send again with the same key, as real ones would.
 */
export async function killExperiment(options: ExperimentOptions): Promise<ExperimentResult> {
  const dataDir = mkdtempSync(join(tmpdir(), "formloom-crash-"));
  const sinks = await startSinks();
  const random = createRandom(options.seed);
  const env = {
    FORMLOOM_DATA_DIR: dataDir,
    PORT: String(await freePort()),
    FORMLOOM_SUBMIT_RATE: "off",
    FORMLOOM_EGRESS_ALLOW: sinks.ports.map((port) => `127.0.0.1:${port}`).join(","),
    SMTP_URL: sinks.smtpUrl,
    FORMLOOM_MAIL_FROM: "formloom@example.test",
  };
  let server = await spawnServer(env);
  try {
    const { client, token } = await setUpAdmin(server.url);
    const formId = await prepareForm(client, sinks);
    const state = { done: 0, resent: 0 };
    const acknowledged: Acknowledged[] = [];
    const url = `${server.url}/api/forms/${formId}/responses`;
    const load = submitAll({ url, options, random, state, acknowledged });
    const readyMs: number[] = [];
    for (let n = 1; n <= options.kills; n += 1) {
      await waitForShare(
        state,
        (options.submissions * (n - 0.5 + random.next() * 0.5)) / (options.kills + 1),
      );
      server = await killAndRestart(server, env, readyMs);
      options.onKill?.({ n, readyMs: readyMs.at(-1) ?? 0 });
    }
    await load;
    const after = createClient(server.url, token);
    const restMs = await waitForRest(after, formId);
    const verdict = await judge(after, { formId, acknowledged, journal: sinks.journal });
    return { ...verdict, readyMs, resent: state.resent, restMs };
  } finally {
    await server.stop();
    await sinks.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function killAndRestart(
  server: SpawnedServer,
  env: Readonly<Record<string, string>>,
  readyMs: number[],
): Promise<SpawnedServer> {
  server.kill("SIGKILL");
  await server.exited;
  const start = performance.now();
  const next = await spawnServer(env, { readyWithinMs: 60_000 });
  readyMs.push(Math.round(performance.now() - start));
  return next;
}

const connectionSchema = z.object({ id: z.string() });

async function prepareForm(client: SpawnedApi, sinks: Sinks): Promise<string> {
  const { id: connectionId } = await client.call(connectionSchema, "POST", "/api/connections", {
    kind: "slack",
    name: "Slack",
    config: { webhookUrl: `${sinks.slackUrl}/services/hook`, baseUrl: sinks.slackUrl },
  });
  const over = { field: "answers.budget", operator: ">", value: 1000 };
  const nodes = [
    { id: "trigger", type: "trigger", config: { events: ["form.submitted"], filter: null } },
    { id: "only", type: "filter", config: { condition: { combinator: "and", rules: [over] } } },
    {
      id: "mail",
      type: "email",
      config: {
        to: ["sales@example.test"],
        subject: "Lead {{ answers.subject }}",
        body: { format: "text", content: "Budget {{ answers.budget }}" },
      },
    },
    {
      id: "hook",
      type: "webhook",
      config: { url: sinks.webhookUrl, method: "POST", headers: {}, body: { mode: "event" } },
    },
    {
      id: "slack",
      type: "slack",
      connectionId,
      config: { channel: null, text: "{{ answers.subject }}" },
    },
  ];
  const ids = nodes.map((node) => node.id);
  const edges = ids
    .slice(1)
    .map((target, index) => ({ id: `e${index}`, source: ids[index], target }));
  const fields = [
    { id: "subject", kind: "text", label: "Subject" },
    { id: "budget", kind: "number", label: "Budget" },
  ];
  return (await publishPipeline(client, { name: "Crash", fields }, { nodes, edges })).formId;
}

interface Load {
  readonly url: string;
  readonly options: ExperimentOptions;
  readonly random: Random;
  readonly state: { done: number; resent: number };
  readonly acknowledged: Acknowledged[];
}

async function submitAll(load: Load): Promise<void> {
  const { submissions, clients, seed } = load.options;
  let next = 0;
  const one = async (): Promise<void> => {
    for (let n = next++; n < submissions; n = next++) {
      await submitOne(`subj-${seed.toString(36)}-${n}`, load);
      load.state.done += 1;
      // A steady stream rather than a burst, so that kills find work at every stage.
      await pause(load.random.next() * load.options.pauseMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
}

async function submitOne(subject: string, load: Load): Promise<void> {
  const body = JSON.stringify({ data: { subject, budget: 5000 } });
  for (let tries = 0; tries < maxTries; tries += 1) {
    const answer = await fetch(load.url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": subject },
      body,
    }).then(
      async (reply) => ({ status: reply.status, text: await reply.text() }),
      () => null,
    );
    if (answer?.status === 201) {
      load.acknowledged.push({
        subject,
        responseId: connectionSchema.parse(JSON.parse(answer.text)).id,
      });
      return;
    }
    if (answer !== null && answer.status < 500)
      throw new Error(`refused: ${answer.status} ${answer.text}`);
    load.state.resent += 1;
    await pause(50 + load.random.next() * 100);
  }
  throw new Error(`${subject} was not taken after ${maxTries} tries`);
}

async function waitForShare(state: { readonly done: number }, share: number): Promise<void> {
  const end = performance.now() + 120_000;
  while (state.done < share) {
    if (performance.now() > end) throw new Error("the load does not get on");
    await pause(3);
  }
}

const runList = z.array(z.object({ status: z.string() }));

async function waitForRest(client: SpawnedApi, formId: string): Promise<number> {
  const start = performance.now();
  for (;;) {
    const runs = runList.parse(await readAll(client, `/api/runs?formId=${formId}&`));
    const open = runs.filter((run) => !["completed", "failed", "cancelled"].includes(run.status));
    const passed = Math.round(performance.now() - start);
    if (open.length === 0) return passed;
    if (passed > quietWithinMs)
      throw new Error(`${open.length} runs are not at rest: ${open[0]?.status}`);
    await pause(250);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
