import { z } from "zod";
import { notFound, Refusal } from "../http/refusal.ts";
import type { ConnectionDeps } from "./connection-deps.ts";
import { readConnection } from "./connection-secrets.ts";
import { UnreadableSecret } from "./vault.ts";

const answerSchema = z.object({ ok: z.boolean(), message: z.string().max(1_000).default("") });

/** Asks a plugin whether a connection is good, with what is stored and nothing else. */
export async function tryConnection(
  deps: ConnectionDeps,
  { id, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<{ ok: boolean; message: string }> {
  const row = await deps.prisma.connection.findFirst({ where: { id, ownerId } });
  if (row === null) throw notFound();
  const pluginId = deps.kindOf(row.kind)?.testedBy ?? null;
  if (pluginId === null) return { ok: true, message: "Stored. There is no test for this kind." };
  const settings = readSettings(deps, row);
  const answer = await deps.pipeline.askPlugin({
    kind: "test",
    pluginId,
    connection: { kind: row.kind, config: { ...settings.config, ...settings.secret } },
  });
  const parsed = answerSchema.safeParse(answer);
  const result = parsed.success ? parsed.data : { ok: false, message: "The test gave no answer." };
  const message = deps.secrets.scrub(result.message);
  await deps.prisma.connection.updateMany({
    where: { id, ownerId },
    data: { testedAt: new Date(), testError: result.ok ? null : message },
  });
  return { ok: result.ok, message };
}

/** Settings of a connection; 422 where the key does not fit its secrets. */
export function readSettings(
  deps: Pick<ConnectionDeps, "vault">,
  row: Parameters<typeof readConnection>[1],
) {
  try {
    return readConnection(deps.vault, row);
  } catch (error) {
    if (!(error instanceof UnreadableSecret)) throw error;
    throw new Refusal("connection_unreadable", error.message);
  }
}
