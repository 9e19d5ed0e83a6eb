import { z } from "zod";
import type { Prepared } from "./graphs.ts";
import type { World } from "./world.ts";

const storedSchema = z.object({ id: z.string() });

/** Sends one submission under its subject as the key, and notes it down when it was acknowledged. */
export async function sendOnce(world: World, form: Prepared, subject: string) {
  const answers = { subject, budget: 5000 };
  const reply = await fetch(`${world.server.url}/api/forms/${form.formId}/responses`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": subject },
    body: JSON.stringify({ data: answers }),
  }).catch(() => null);
  if (reply?.status === 201) {
    const { id } = storedSchema.parse(await reply.json().catch(() => ({})));
    await world.ledger.acknowledge({ subject, responseId: id, answers });
  }
  return {
    status: reply?.status ?? 0,
    replayed: reply?.headers.get("idempotent-replayed") === "true",
  };
}
