import { z } from "zod";
import { atLeast, exactly, type FaultExperiment } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { startTcpProxy } from "../tcp-proxy.ts";
import { withWorld } from "../world.ts";

const storedSchema = z.object({ id: z.string() });

interface Answer {
  readonly status: number;
  readonly id: string;
  readonly replayed: boolean;
}

export const f03: FaultExperiment = {
  id: "F3",
  title: "Clients send again after a cut",
  goal: "each key is stored once with one run; other replies say the same; the same key with another body is refused",
  run: async ({ scale, seed }) => {
    const count = scale === "full" ? 1_000 : 100;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishChain(world.api(), [webhookNode(world, "hook")]);
      const port = Number(new URL(world.server.url).port);
      const proxy = await startTcpProxy({ host: "127.0.0.1", port }, world.random);
      // Every fifth request or reply is cut on its way.
      Object.assign(proxy.toxics, { cutLikelihood: 0.1, cutReplyLikelihood: 0.1 });
      const url = `http://127.0.0.1:${proxy.port}/api/forms/${formId}/responses`;
      const send = async (subject: string, budget: number): Promise<Answer> => {
        const body = JSON.stringify({ data: { subject, budget } });
        for (;;) {
          const headers = { "content-type": "application/json", "idempotency-key": subject };
          const reply = await fetch(url, { method: "POST", headers, body }).catch(() => null);
          const text = await reply?.text().catch(() => null);
          if (reply === null || text === null || text === undefined) continue;
          const id = reply.status === 201 ? storedSchema.parse(JSON.parse(text)).id : "";
          const replayed = reply.headers.get("idempotent-replayed") === "true";
          return { status: reply.status, id, replayed };
        }
      };
      let same = 0;
      let toldOnce = 0;
      let refused = 0;
      const one = async (n: number): Promise<void> => {
        const subject = `subj-${seed.toString(36)}-${n}`;
        const answers = await Promise.all([1, 2, 3].map(() => send(subject, 5_000)));
        const id = answers[0]?.id ?? "";
        if (answers.every((answer) => answer.status === 201 && answer.id === id)) same += 1;
        // A reply that was cut may have been the first, so at most one says that it was no repeat.
        if (answers.filter((answer) => !answer.replayed).length <= 1) toldOnce += 1;
        if ((await send(subject, 6_000)).status === 422) refused += 1;
        await world.ledger.acknowledge({
          subject,
          responseId: id,
          answers: { subject, budget: 5_000 },
        });
      };
      let next = 0;
      const client = async (): Promise<void> => {
        for (let n = next++; n < count; n = next++) await one(n);
      };
      await Promise.all([client(), client(), client(), client()]);
      await waitForRest(world);
      const verdict = await judge(world);
      const cuts = proxy.cuts();
      await proxy.close();
      return [
        exactly("stored", verdict.stored, count),
        exactly("runs", verdict.runs, count),
        exactly("three replies with one id", same, count),
        exactly("all but the first marked as a repeat", toldOnce, count),
        exactly("another body refused with 422", refused, count),
        atLeast("connections cut", cuts, count / 10),
        oracleRow(verdict),
      ];
    });
  },
};
