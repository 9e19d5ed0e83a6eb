import { randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { newId } from "@formloom/shared/kernel";
import type { Config } from "../config.ts";
import { asJson, type PrismaClient } from "../db/client.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { hashToken } from "./authenticate.ts";
import { createPerson, type PersonInput } from "./people.ts";

const stateSchema = z.union([
  z.strictObject({ tokenHash: z.string() }),
  z.strictObject({ doneAt: z.string() }),
]);

/**
 * Makes the one-time token that the first admin is made with, new at each start unless configured;
 * null once there is an admin. Only its hash is stored.
 */
export async function prepareSetup(
  prisma: PrismaClient,
  config: Pick<Config, "setupToken" | "baseUrl">,
): Promise<{ readonly token: string; readonly link: string } | null> {
  const token = config.setupToken ?? randomBytes(32).toString("base64url");
  const value = JSON.stringify({ tokenHash: hashToken(token).toString("hex") });
  // One statement, so that a server that starts while another is being set up cannot reopen it.
  const written = await prisma.$executeRaw`
    INSERT INTO "Setting" ("key", "value") VALUES ('setup', ${value}::jsonb)
    ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value" WHERE NOT "Setting"."value" ? 'doneAt'`;
  return written === 0 ? null : { token, link: `${config.baseUrl}/setup#token=${token}` };
}

/** Whether there is an admin; asked of the database until there is, then remembered. */
export function createSetupState(prisma: PrismaClient): () => Promise<boolean> {
  let done = false;
  return async function isSetUp() {
    if (done) return true;
    const row = await prisma.setting.findUnique({ where: { key: "setup" } });
    const state = stateSchema.safeParse(row?.value);
    done = state.success && "doneAt" in state.data;
    return done;
  };
}

/** Makes the first admin, once: the row is locked, so two who come at once cannot both succeed. */
export async function completeSetup(
  prisma: PrismaClient,
  input: Omit<PersonInput, "role"> & { readonly token: string },
): Promise<{ readonly id: string }> {
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT "key" FROM "Setting" WHERE "key" = 'setup' FOR UPDATE`;
    const row = await tx.setting.findUnique({ where: { key: "setup" } });
    const state = stateSchema.safeParse(row?.value);
    if (!state.success || "doneAt" in state.data) throw notFound();
    const expected = Buffer.from(state.data.tokenHash, "hex");
    if (!timingSafeEqual(expected, hashToken(input.token))) {
      throw new Refusal(
        "invalid_login",
        "The set-up token is not the one that this server printed last.",
      );
    }
    const person = await createPerson(tx, { ...input, role: "admin" });
    await tx.setting.update({
      where: { key: "setup" },
      data: { value: asJson({ doneAt: new Date().toISOString() }) },
    });
    await tx.auditEntry.create({
      data: { id: newId(), userId: person.id, action: "setup.completed" },
    });
    return person;
  });
}
