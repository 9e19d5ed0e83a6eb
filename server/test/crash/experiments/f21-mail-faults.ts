import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { atMost, exactly, type FaultExperiment, type Row } from "../fault-experiment.ts";
import { connect, publishChain } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { openRuns } from "../rest.ts";
import { untilOrNull } from "../pause.ts";
import { withWorld, type World } from "../world.ts";

/** Lines that a mail server says: at the greeting and after each command; null: it says nothing. */
interface Script {
  readonly greeting: string | null;
  readonly rcpt?: string;
  /** Cuts the connection when the mail is there. */
  readonly dropAfterData?: boolean;
  readonly startTls?: boolean;
}

interface Case {
  readonly script: Script | "refused" | "bad-certificate";
  readonly security: "none" | "starttls" | "tls";
  /** What the step's attempts end as. */
  readonly outcome: "retry" | "failed";
}

const ok = { greeting: "220 fault" } as const;
const cases: Readonly<Record<string, Case>> = {
  refused: { script: "refused", security: "none", outcome: "retry" },
  "greeting never": { script: { greeting: null }, security: "none", outcome: "retry" },
  "421 at the greeting": { script: { greeting: "421 busy" }, security: "none", outcome: "retry" },
  "451 for the recipient": {
    script: { ...ok, rcpt: "451 later" },
    security: "none",
    outcome: "retry",
  },
  "550 for the recipient": {
    script: { ...ok, rcpt: "550 nobody" },
    security: "none",
    outcome: "failed",
  },
  "cut after DATA": { script: { ...ok, dropAfterData: true }, security: "none", outcome: "retry" },
  "STARTTLS stripped": { script: ok, security: "starttls", outcome: "retry" },
  "bad certificate": { script: "bad-certificate", security: "tls", outcome: "retry" },
};

export const f21: FaultExperiment = {
  id: "F21",
  title: "Mail servers that misbehave",
  goal: "4xx and the network are tried again, 5xx are not, TLS is required unless opted out, a repeat after DATA carries the same Message-ID; greeting time-out 10 s",
  run: async ({ scale, seed }) => {
    const each = scale === "full" ? 100 : 2;
    const servers = new Map<
      string,
      { readonly port: number; readonly ids: string[]; close(): void }
    >();
    for (const [name, { script }] of Object.entries(cases))
      servers.set(name, await startScript(script));
    const allowed = [...servers.values()].map(({ port }) => `127.0.0.1:${port}`);
    try {
      return await withWorld({ seed, allowed }, async (world) => {
        for (const [name, { security }] of Object.entries(cases)) {
          await submitMails(world, { name, security, port: servers.get(name)?.port ?? 0, each });
        }
        await untilOrNull(
          () => openRuns(world),
          (open) => open === 0,
          120_000,
        );
        const rows: Row[] = [];
        for (const [name, { outcome }] of Object.entries(cases)) {
          rows.push(await outcomeRow(world, name, { outcome, each }));
        }
        const bare = servers.get("STARTTLS stripped")?.ids.length ?? 0;
        rows.push(exactly("STARTTLS stripped: mails that left without TLS", bare, 0));
        const ids = servers.get("cut after DATA")?.ids ?? [];
        rows.push(
          exactly("cut after DATA: mails with their own Message-ID", new Set(ids).size, each),
        );
        rows.push(exactly("cut after DATA: sent again", ids.length, 2 * each));
        rows.push(
          atMost(
            "greeting never: longest attempt",
            await longest(world, "greeting never"),
            12_000,
            "ms",
          ),
        );
        rows.push(oracleRow(await judge(world)));
        return rows;
      });
    } finally {
      for (const server of servers.values()) server.close();
    }
  },
};

async function submitMails(
  world: World,
  mail: {
    readonly name: string;
    readonly security: string;
    readonly port: number;
    readonly each: number;
  },
): Promise<void> {
  const settings = {
    host: "127.0.0.1",
    port: mail.port,
    security: mail.security,
    from: "a@example.test",
  };
  const connectionId = await connect(world.api(), "smtp", settings);
  const config = {
    to: ["sales@example.test"],
    subject: "{{ answers.subject }}",
    body: { format: "text", content: "node=none" },
  };
  const retry = { maxAttempts: 2, firstDelayMs: 300 };
  const node = {
    id: "mail",
    type: "email",
    connectionId,
    config,
    settings: { retry, timeoutMs: 60_000 },
  };
  const { formId } = await publishChain(world.api(), [node], mail.name);
  const tag = `-${mail.name.toLowerCase().replaceAll(/\W+/g, "-")}`;
  await world.load({ formId, count: mail.each, clients: 4, pauseMs: 0, tag }).finished;
}

/** How many first attempts ended as they should. */
async function outcomeRow(
  { sql }: World,
  name: string,
  wanted: { readonly outcome: string; readonly each: number },
): Promise<Row> {
  const rows = await sql(
    `SELECT l.outcome || ' ' || COALESCE(l.error->>'code', '') AS what, count(*)::int AS n
    FROM "PluginExecutionLog" l JOIN "PluginRun" r ON r.id = l."runId" JOIN "Form" f ON f.id = r."formId"
    WHERE f.name = $1 AND l.attempt = 1 GROUP BY 1 ORDER BY 1`,
    [name],
  );
  const met = rows.length === 1 && String(rows[0]?.["what"]).startsWith(`${wanted.outcome} `);
  const measured = rows.map((row) => `${String(row["n"])} × ${String(row["what"])}`).join(", ");
  return { what: name, measured, goal: `${wanted.each} × ${wanted.outcome}`, met };
}

async function longest({ sql }: World, name: string): Promise<number> {
  const rows = await sql(
    `SELECT max(l."durationMs")::int AS ms FROM "PluginExecutionLog" l JOIN "PluginRun" r ON r.id = l."runId"
    JOIN "Form" f ON f.id = r."formId" WHERE f.name = $1`,
    [name],
  );
  return Number(rows[0]?.["ms"]);
}

async function startScript(script: Case["script"]) {
  const ids: string[] = [];
  const server = script === "bad-certificate" ? selfSigned() : scripted(script, ids);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const tcp: Server = server instanceof SMTPServer ? server.server : server;
  const { port } = tcp.address() as AddressInfo; // a TCP server's address is never a string
  if (script === "refused") tcp.close();
  return { port, ids, close: () => void tcp.close() };
}

/** smtp-server's own certificate is for another name and signed by nobody. */
function selfSigned(): SMTPServer {
  const server = new SMTPServer({ secure: true, authOptional: true, logger: false });
  server.on("error", () => {});
  return server;
}

function scripted(script: Script | "refused", ids: string[]): Server {
  return createServer((socket) => {
    socket.on("error", () => undefined);
    if (script !== "refused") speak(socket, script, ids);
  });
}

function speak(socket: Socket, script: Script, ids: string[]): void {
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  if (script.greeting === null) return;
  say(script.greeting);
  let mail: string | null = null;
  socket.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    if (mail !== null) {
      mail += text;
      if (!mail.endsWith("\r\n.\r\n")) return;
      ids.push(/^message-id:\s*(\S+)/im.exec(mail)?.[1] ?? "");
      if (script.dropAfterData === true) socket.destroy();
      else say("250 taken");
      mail = null;
    } else if (/^DATA/i.test(text)) {
      mail = "";
      say("354 go on");
    } else if (/^RCPT/i.test(text)) say(script.rcpt ?? "250 ok");
    else if (/^QUIT/i.test(text)) socket.end("221 bye\r\n");
    else say("250 fault");
  });
}
